"""The rooms of the four packages: what their sources say of them, and which room imports which."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[3]
CORE = "django_plotly_dash"
# From the one that imports all others down to the core.
PACKAGES = ("cms_demo", "blocks", "dpd_wagtail", CORE)
# Folders at the top that have their name from Django or from the manual, as modules beside them have.
DOOR_FOLDERS = frozenset({"components", "management", "templatetags"})
# Made by Django, and left of an earlier release.
NOT_SHOWN = frozenset({"backend", "migrations"})


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of modules, or a whole package.

    Attributes:
        package: name of the package.
        name: name of the folder; empty for the package itself.
        sentence: first sentence of the docstring.
        modules: number of modules in it and in its folders, besides ``__init__``.
        lines: number of lines of all its files.
    """

    package: str
    name: str
    sentence: str
    modules: int
    lines: int

    @property
    def rounded_lines(self) -> str:
        """The number of lines to two digits."""
        return f"{round(self.lines, 2 - len(str(self.lines))):,}"


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the modules in a folder and in its folders, without migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def first_sentence(module: Path) -> str:
    """Return the first sentence of a module's docstring, empty if there is none."""
    paragraph = (ast.get_docstring(ast.parse(module.read_text())) or "").partition("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=\.)\s", paragraph)[0]


def room(package: str, name: str = "") -> Room:
    """Read a room, or a whole package.

    Args:
        package: name of the package.
        name: name of the room's folder.
    """
    folder = ROOT / package / name
    files = list(python_files(folder))
    return Room(
        package=package,
        name=name,
        sentence=first_sentence(folder / "__init__.py"),
        modules=sum(path.name != "__init__.py" for path in files),
        lines=sum(len(path.read_text().splitlines()) for path in files),
    )


def room_names(package: str) -> list[str]:
    """Return the names of a package's rooms in alphabetical order."""
    names = sorted(path.parent.name for path in (ROOT / package).glob("*/__init__.py"))
    return [name for name in names if name not in DOOR_FOLDERS | NOT_SHOWN]


def door_names() -> list[str]:
    """Return the names of what stands at the top of the core beside its rooms; a folder's has a slash at its end."""
    modules = [path.stem for path in (ROOT / CORE).glob("*.py") if path.stem != "__init__"]
    return sorted([*modules, *(f"{name}/" for name in DOOR_FOLDERS)])


def _contract() -> dict[str, list[str]]:
    """The contract of import-linter on the rooms of the core."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(contract for contract in settings["contracts"] if contract.get("containers") == [CORE])


def levels() -> list[list[str]]:
    """Return the names of the core's rooms by level, the highest level first, as the import rules have them."""
    rooms = set(room_names(CORE))
    layers = [{name.strip() for name in layer.split("|")} for layer in _contract()["layers"]]
    return [sorted(layer & rooms) for layer in layers if layer & rooms]


def core_imports() -> dict[str, set[str]]:
    """Return which door or room of the core imports which others, without the exceptions of the import rules."""
    ignored = {tuple(line.split(" -> ")) for line in _contract()["ignore_imports"]}
    graph = grimp.build_graph(CORE, cache_dir=None)
    imports: dict[str, set[str]] = {}
    for importer in graph.modules:
        place = _place(importer)
        for imported in graph.find_modules_directly_imported_by(importer):
            # An exception to the rules names a module or a package.
            if not any(importer == one and f"{imported}.".startswith(f"{other}.") for one, other in ignored):
                imports.setdefault(place, set()).add(_place(imported))
    return {place: others - {place, ""} for place, others in imports.items() if place}


def _place(module: str) -> str:
    """The door or room that a module of the core is or belongs to; empty for the package itself."""
    return ".".join(module.split(".")[1:2])


def arrows(imports: dict[str, set[str]], rooms: Iterable[str]) -> dict[str, set[str]]:
    """Return for each room the rooms that it needs directly: those that it does not need through another room anyway.

    Args:
        imports: which door or room imports which others.
        rooms: names of the rooms; a room also needs what it imports through a door.
    """
    names = set(rooms)
    needs = {name: _reached(name, imports) & names for name in names}
    return {
        name: {other for other in found if not any(other in needs[one] for one in found)}
        for name, found in needs.items()
    }


def _reached(start: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = imports.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found - {start}
