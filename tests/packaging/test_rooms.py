"""The layout of the code: what is where, how large it may be, and what docstrings and the documentation say of it."""

from __future__ import annotations

import ast
import importlib.util
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documentation.rooms import files
from tests.documentation.rooms.sources import CORE, PACKAGES, ROOT, first_sentence, python_files

MOST_LINES = 300
MOST_MODULES = 12
# A site names these in its settings, URLs and imports, or Django looks for them.
DOORS = [
    "__init__",
    "admin",
    "apps",
    "conf",
    "consumers",
    "finders",
    "grants",
    "jinja2",
    "middleware",
    "models",
    "poke",
    "pytest_plugin",
    "routing",
    "signals",
    "urls",
    "version",
    "views",
]
# Files of a site, which docstrings name, and not of this repository.
FILES_OF_SITES = {"app.py", "asgi.py", "dash_apps.py", "manage.py"}
ALL_FILES = [path for package in PACKAGES for path in python_files(ROOT / package)]
FOLDERS = sorted({path.parent for path in ALL_FILES})


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [files.PICTURE, files.PAGE], ids=["picture", "table"])
def test_the_documentation_shows_the_rooms_as_they_are(path: Path) -> None:
    made = files.made()[path]
    is_current = files.without_lines(path.read_text()) == files.without_lines(made)
    assert is_current, f"{short(path)} is out of date: run `make rooms` and commit what it changes."


def test_changed_numbers_of_lines_alone_do_not_matter() -> None:
    assert files.without_lines("<text>2 modules · 150 lines</text>") == files.without_lines(
        "<text>2 modules · 1,200 lines</text>"
    )
    assert files.without_lines("| `app/` | The app. | 4 | 700 |") == files.without_lines(
        "| `app/` | The app. | 4 | 1,900 |"
    )
    assert files.without_lines("| `app/` | The app. | 4 | 700 |") != files.without_lines(
        "| `app/` | The app. | 5 | 700 |"
    )


def test_only_doors_are_at_the_top_of_the_core() -> None:
    assert sorted(path.stem for path in (ROOT / CORE).glob("*.py")) == DOORS


@pytest.mark.parametrize("folder", FOLDERS, ids=short)
def test_a_folder_says_in_a_sentence_what_it_contains(folder: Path) -> None:
    if folder.name in ("commands", "management", "templatetags") or "mountains" in folder.parts:
        return  # Django or Dash says what is in these
    sentence = first_sentence(folder / "__init__.py")
    assert sentence.endswith((".", "::")), f"{short(folder)}/__init__.py has no docstring that begins with a sentence"


def test_no_module_is_too_long() -> None:
    lengths = {short(path): len(path.read_text().splitlines()) for path in ALL_FILES}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_no_folder_has_too_many_modules() -> None:
    numbers = {short(folder): sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in FOLDERS}
    del numbers[CORE]  # its doors are listed above
    assert {folder: number for folder, number in numbers.items() if number > MOST_MODULES} == {}


def texts(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module."""
    source = path.read_text()
    yield from (
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    )
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""


def is_there(name: str, beside: Path) -> bool:
    """Whether a file that a module's text names is there: beside it, in its package, in the repository, or in Dash."""
    package = ROOT / beside.relative_to(ROOT).parts[0]
    if any((folder / name).exists() for folder in (beside.parent, package, ROOT)):
        return True
    dash = importlib.util.find_spec("dash")
    assert dash is not None
    assert dash.origin is not None
    return name.startswith("dash/") and (Path(dash.origin).parents[1] / name).exists()


@pytest.mark.parametrize("path", ALL_FILES, ids=short)
def test_docstrings_and_comments_name_files_that_are_there(path: Path) -> None:
    named = {name for text in texts(path) for name in re.findall(r"[\w/.-]*\w\.py\b", text)}
    assert [name for name in sorted(named - FILES_OF_SITES) if not is_there(name, path)] == []


PAGE = files.PAGE.read_text()
PLACES = sorted(set(re.findall(r"`([\w./-]+(?:/|\.(?:py|js|html|toml)))`", PAGE)) - FILES_OF_SITES - {"__init__.py"})
NAMES = sorted(set(re.findall(r"`([A-Za-z_.]+)(?:\(\))?`\s+in\s+`([\w/]+\.py)`", PAGE)))


def place(name: str) -> Path:
    """What the page names: paths without a package are below the core."""
    return ROOT / name if (ROOT / name).exists() else ROOT / CORE / name


def rooms_of(package: str) -> set[str]:
    return {f"{folder.name}/" for folder in (ROOT / package).iterdir() if folder.is_dir()}


def test_the_page_on_the_architecture_names_files_that_are_there() -> None:
    assert len(PLACES) > 90
    # The table of rooms has the rooms of each package below the package.
    rooms = set().union(*(rooms_of(package) for package in PACKAGES))
    assert [name for name in PLACES if not place(name).exists() and name not in rooms] == []


@pytest.mark.parametrize(("name", "module"), NAMES, ids=[f"{module}:{name}" for name, module in NAMES])
def test_the_page_on_the_architecture_names_what_is_in_its_file(name: str, module: str) -> None:
    scope: list[ast.stmt] = ast.parse(place(module).read_text()).body
    for part in name.split("."):
        found = [
            node
            for node in scope
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == part
        ]
        assert found, f"{module} has no {name}"
        scope = found[0].body


def test_the_page_on_the_architecture_names_functions_and_classes() -> None:
    assert len(NAMES) > 25
