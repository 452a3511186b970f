"""What the wheel holds, and what it asks for."""

from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from trove_classifiers import classifiers

import django_plotly_dash.version

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(built_wheel: Path) -> ZipFile:
    return ZipFile(built_wheel)


@pytest.fixture(scope="module")
def metadata(wheel: ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def requirements(metadata: Message, extra: str) -> set[str]:
    """Names of the distributions that come with `extra`, or without any if it is empty."""
    everything = map(Requirement, metadata.get_all("Requires-Dist", []))
    return {
        requirement.name.lower()
        for requirement in everything
        if (str(requirement.marker or "") == (f'extra == "{extra}"' if extra else ""))
    }


def test_it_holds_the_core_and_the_wagtail_add_on_and_nothing_else(wheel: ZipFile) -> None:
    folders = {name.split("/")[0] for name in wheel.namelist()}
    packages = {name for name in folders if not name.endswith(".dist-info")}
    assert packages == {"django_plotly_dash", "dpd_wagtail"}


@pytest.mark.parametrize("package", ["django_plotly_dash", "dpd_wagtail"])
def test_every_file_of_a_package_is_in_it(wheel: ZipFile, package: str) -> None:
    kept = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert kept <= set(wheel.namelist())
    assert f"{package}/py.typed" in kept


def test_it_carries_the_licence(wheel: ZipFile, metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert any(name.endswith("/LICENSE") for name in wheel.namelist())


def test_its_version_is_the_one_in_the_code(metadata: Message) -> None:
    assert metadata["Version"] == django_plotly_dash.version.__version__


def test_without_extras_it_asks_for_django_and_dash_alone(metadata: Message) -> None:
    assert requirements(metadata, "") == {"dash", "django", "orjson"}


def test_extras_bring_what_their_name_says(metadata: Message) -> None:
    assert requirements(metadata, "wagtail") == {"wagtail"}
    assert requirements(metadata, "live") == {"channels", "channels-redis", "daphne"}
    assert requirements(metadata, "compat") == {"dpd-components", "dpd-static-support"}


def test_it_gives_pytest_our_fixtures(wheel: ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert (
        "[pytest11]\ndjango_plotly_dash.pytest_plugin = django_plotly_dash.pytest_plugin" in wheel.read(name).decode()
    )


def test_its_classifiers_are_known_and_it_names_no_address_that_is_not_there(metadata: Message) -> None:
    named = metadata.get_all("Classifier", [])
    assert set(named) <= classifiers
    assert {"Framework :: Django :: 6.1", "Framework :: Wagtail :: 8"} <= set(named)
    assert metadata.get_all("Project-URL") is None
