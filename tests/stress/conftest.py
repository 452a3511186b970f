"""Figures: what each test of what a site survives has seen, printed at the end of the run."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site_process import run_django
from tests.stress.rows import execute

SETTINGS = "tests.stress.settings"
FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Note a sentence with the figure that a test has seen: `figure("100 callbacks, none lost")`."""
    return request.config.stash.setdefault(FIGURES, []).append


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash.get(FIGURES, [])
    if figures:
        terminalreporter.section("figures")
    for text in figures:
        terminalreporter.write_line(text)


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
