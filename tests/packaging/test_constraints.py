"""The versions that CI runs are the ones that pyproject.toml promises."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
FILES = ["lowest", "newest", "newest-py311"]
SERIES = {"django": "5.2", "wagtail": "7.4"}


def pins(name: str) -> dict[str, Version]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    return {canonicalize_name(left): Version(right) for left, right in (line.split("==") for line in lines)}


def declared() -> list[Requirement]:
    """What users install: the dependencies and the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = [
        *project["dependencies"],
        *(text for extra in project["optional-dependencies"].values() for text in extra),
    ]
    return [requirement for requirement in map(Requirement, texts) if requirement.name != project["name"]]


@pytest.mark.parametrize("name", FILES)
def test_a_constraints_file_holds_names_and_versions_alone(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", line)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_declared_dependency_is_pinned_within_its_bounds(name: str) -> None:
    pinned = pins(name)
    for requirement in declared():
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("requirement", declared(), ids=lambda requirement: requirement.name)
def test_the_lowest_versions_are_the_lower_bounds(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    (bound,) = (Version(specifier.version) for specifier in requirement.specifier)
    lowest = pins("lowest")[name]
    if name in SERIES:  # the last patch release: older ones have known holes
        assert lowest.release[:2] == bound.release[:2] == Version(SERIES[name]).release
    else:
        assert lowest == bound


def test_the_newest_versions_are_of_the_newest_series() -> None:
    newest = pins("newest")
    assert newest["django"].release[:2] == (6, 1)
    assert newest["wagtail"].release[:2] == (8, 0)
