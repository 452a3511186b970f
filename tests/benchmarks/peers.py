"""The environments that the benchmark makes for its peers, and the servers that run in them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from tests.benchmarks.load import Server, gunicorn, server, uvicorn
from tests.site_process import PROJECT

FOLDER = Path(__file__).resolve().parent
SITE = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.site_settings"}
PREDECESSOR = {"DJANGO_SETTINGS_MODULE": "predecessor.settings", "PYTHONPATH": str(FOLDER)}
MAKE_STATES = """
import json
from django_plotly_dash.models import DashApp, StatelessApp
app = StatelessApp.objects.get_or_create(app_name="Large1500")[0]
for count in (1, 10, 20, 100):
    values = {f"input-{number}": {"value": -number} for number in range(0, 4 * count, 4)}
    name = f"saved-{count}"
    DashApp.objects.get_or_create(slug=name, stateless_app=app, instance_name=name, base_state=json.dumps(values))
"""


def environment(name: str, requirements: str) -> str:
    """Make an environment where there is none of these requirements and this Python, and return its interpreter."""
    folder = PROJECT / f".venv-{name}"
    python, stamp = folder / "bin" / "python", folder / "requirements-installed.txt"
    wanted = f"# {sys.version}\n{(FOLDER / requirements).read_text()}"
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        command = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*command, "--requirement", str(FOLDER / requirements)], check=True)
        stamp.write_text(wanted)
    return str(python)


def migrate(python: str, variables: Mapping[str, str], folder: Path) -> None:
    """Make the tables of a site."""
    own = {"PYTHONPATH": str(PROJECT), **variables}
    command = [python, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env={**os.environ, **own}, cwd=folder, check=True)


def make_database(path: str) -> None:
    """Make the database of our site, with saved states of the large app of 1 to 100 values."""
    variables = {**SITE, "BENCH_DATABASE": path}
    migrate(sys.executable, variables, PROJECT)
    subprocess.run(
        [sys.executable, "-m", "django", "shell", "--verbosity", "0", "--command", MAKE_STATES],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **variables},
        cwd=PROJECT,
        check=True,
    )


def site(database: str, apps: int = 10, sizes: str = "1500") -> AbstractContextManager[Server]:
    """Our site, with so many small apps, and large ones of these numbers of components."""
    variables = {**SITE, "BENCH_DATABASE": database, "BENCH_APPS": str(apps), "BENCH_SIZES": sizes}
    return server(gunicorn(sys.executable, "tests.benchmarks.site_wsgi:application"), variables)


def dash_alone() -> str:
    """The interpreter of an environment with Dash and its own servers."""
    return environment("bench", "requirements.txt")


def dash_on_flask(python: str, components: int) -> AbstractContextManager[Server]:
    """Dash on its own server."""
    variables = {"DASH_BACKEND": "flask", "DASH_LAYOUT": str(components)}
    return server(gunicorn(python, "tests.benchmarks.dash_peer:server"), variables)


def dash_on_fastapi(python: str) -> AbstractContextManager[Server]:
    """Dash on FastAPI, under uvicorn with uvloop."""
    return server(uvicorn(python, "tests.benchmarks.dash_peer:server"), {"DASH_BACKEND": "fastapi"})


@contextlib.contextmanager
def predecessor() -> Iterator[Server]:
    """The same site on django-plotly-dash, with a database of its own."""
    python = environment("bench-predecessor", "requirements-predecessor.txt")
    with tempfile.TemporaryDirectory() as folder:
        variables = {**PREDECESSOR, "BENCH_DATABASE": f"{folder}/site.sqlite3"}
        migrate(python, variables, FOLDER)
        with server(gunicorn(python, "predecessor.wsgi:application"), variables, folder=FOLDER) as one:
            yield one
