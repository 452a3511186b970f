"""Figures: what each test of what a site survives has seen, printed at the end of the run."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.live.asgi_process import serve
from tests.run_summary import note
from tests.site_process import gunicorn, run_django
from tests.stress.rows import execute

SETTINGS = "tests.stress.settings"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Note a sentence with the figure that a test has seen: `figure("100 callbacks, none lost")`."""
    return partial(note, request.config, "figures")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite that was migrated for the stressed site."""
    path = tmp_path_factory.mktemp("migrated") / "site.sqlite3"
    run_django("migrate", "--verbosity=0", DATABASE_URL=f"sqlite:///{path}", DJANGO_SETTINGS_MODULE=SETTINGS)
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> str:
    """The URL of a database of PostgreSQL that was migrated for the stressed site."""
    url = f"{postgres_server.rpartition('/')[0]}/stress_migrated"
    execute(postgres_server, "CREATE DATABASE stress_migrated")
    run_django("migrate", "--verbosity=0", DATABASE_URL=url, DJANGO_SETTINGS_MODULE=SETTINGS)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the stressed site, with its apps and nothing else."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_file'), tmp_path)}"
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "migrated_database"))
    execute(server, "DROP DATABASE IF EXISTS stress WITH (FORCE)")
    execute(server, f"CREATE DATABASE stress TEMPLATE {template.rpartition('/')[2]}")
    yield f"{server.rpartition('/')[0]}/stress"


@pytest.fixture
def variables(database: str, tmp_path: Path) -> dict[str, str]:
    """What the environment of the stressed site's processes says beside the usual."""
    gate = tmp_path / "gate"
    gate.mkdir()
    return {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": SETTINGS, "DPD_TEST_GATE": str(gate)}


class Site(NamedTuple):
    """A site as visitors have it before them: one process, whose every row was made before it was started."""

    server: str
    url: str
    database: str
    log: Path


SAVED = {"colour": {"value": "green"}, "answer": {"children": "as it was"}}
MAKE_SAVED = f"""
from django_plotly_dash.models import DashApp, StatelessApp
app, _made = StatelessApp.objects.get_or_create(app_name="Echo")
DashApp.objects.create(stateless_app=app, instance_name="saved", save_on_change=True, base_state='{json.dumps(SAVED)}')
"""
THREADS = 4


@pytest.fixture(scope="session", params=["gunicorn", "daphne"])
def site(
    request: pytest.FixtureRequest, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A gunicorn of one process and four threads, or a daphne; the state `saved` of the app Echo saves."""
    folder = tmp_path_factory.mktemp(request.param)
    database = f"sqlite:///{shutil.copy(migrated_file, folder)}"
    variables = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": SETTINGS}
    run_django("shell", stdin=MAKE_SAVED, **variables)
    log = folder / "log"
    if request.param == "gunicorn":
        serving = gunicorn(workers=1, threads=THREADS, log=log, **variables)
    else:
        serving = serve("daphne", log, **variables)
    with serving as url:
        yield Site(request.param, url, database, log)
