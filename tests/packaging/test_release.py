"""The sdist, the wheel that is made of it, and what `make release` has to say of both."""

import subprocess
import sys
import tarfile
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

import django_plotly_dash.version

ROOT = Path(__file__).resolve().parents[2]
VERSION = django_plotly_dash.version.__version__


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel that is built of it, as `python -m build` does it."""
    folder = tmp_path_factory.mktemp("release")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    module = SimpleNamespace(**run_path(str(ROOT / ".ci" / "check_release.py")))
    monkeypatch.setitem(module.problems.__globals__, "changes", lambda: ["# Change log", f"## {VERSION} - 2026-11-25"])
    return module


def test_the_sdist_has_what_it_takes_to_work_on_it(dist: Path) -> None:
    with tarfile.open(dist / f"dpd_wagtail-{VERSION}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    folders = {name.partition("/")[0] for name in names}
    assert {"blocks", "cms_demo", "docs", "requirements", "tests", ".ci"} <= folders
    files = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile", "pyproject.toml"}
    assert files <= names
    assert not any(name.endswith((".pyc", ".sqlite3")) or "/.dpd/" in name for name in names)


def test_a_wheel_of_the_sdist_is_that_of_the_checkout(dist: Path, built_wheel: Path) -> None:
    assert ZipFile(dist / built_wheel.name).namelist() == ZipFile(built_wheel).namelist()


def test_what_is_built_is_complete(dist: Path, check: SimpleNamespace) -> None:
    assert check.problems(dist) == []


def test_what_is_not_is_told(dist: Path, check: SimpleNamespace, tmp_path: Path, monkeypatch) -> None:
    assert "does not have dpd_wagtail" in check.problems(tmp_path)[0]
    for path in dist.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with ZipFile(tmp_path / f"dpd_wagtail-{VERSION}-py3-none-any.whl", "a") as wheel:
        wheel.writestr("blocks/__init__.py", "")
        wheel.writestr("dpd_wagtail/forgotten.py", "")
    (tmp_path / "dpd_wagtail-0.1.tar.gz").touch()
    monkeypatch.setitem(check.problems.__globals__, "changes", lambda: ["## Unreleased"])
    assert check.problems(tmp_path) == [
        f"{tmp_path} has dpd_wagtail-0.1.tar.gz too.",
        "The wheel installs blocks.",
        "The sdist lacks dpd_wagtail/forgotten.py.",
        f"CHANGELOG.md has no section '## {VERSION}'.",
    ]
