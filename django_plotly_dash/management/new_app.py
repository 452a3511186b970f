"""The files that ``manage.py startdashapp`` writes: a first Dash app for one of the site's Django apps, and a test."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from django.utils.text import slugify

from django_plotly_dash.registry.registry import LONGEST_NAME

_TEMPLATES = Path(__file__).parent / "starting_point"


class CannotStart(ValueError):
    """An app cannot be written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """The files to write.

    Attributes:
        module: the file of the app.
        test: the file of its test.
        importing: the file that gets a line to import the app; None if Django finds the app without it.
        line: the line for ``importing``.
    """

    module: Path
    test: Path
    importing: Path | None
    line: str


def starting_point(name: str, package: Path) -> StartingPoint:
    """Return what to write for an app; nothing is written yet.

    If the Django app has no ``dash_apps`` module, the new app becomes one. Otherwise it becomes a module beside
    ``dash_apps.py``, or in the package ``dash_apps``, which then imports it.

    Args:
        name: name of the app.
        package: folder of the Django app.

    Raises:
        CannotStart: the name is too long or cannot be made a module name, or a file exists already.
    """
    if len(name) > LONGEST_NAME:
        raise CannotStart(f"A name has at most {LONGEST_NAME} characters, but this one has {len(name)}.")
    stem = slugify(name).replace("-", "_")
    if not stem or keyword.iskeyword(stem):
        raise CannotStart(f"{name!r} cannot be made a module name: choose one with letters, such as 'Sales by region'.")
    if stem[0].isdigit():
        stem = f"app_{stem}"
    if (package / "dash_apps").is_dir():
        module, importing = package / "dash_apps" / f"{stem}.py", package / "dash_apps" / "__init__.py"
    elif (package / "dash_apps.py").exists():
        module, importing = package / f"{stem}_dash_app.py", package / "dash_apps.py"
    else:
        module, importing = package / "dash_apps.py", None
    tests = package / "tests"
    test = (tests if tests.is_dir() else package) / f"test_{stem}_dash_app.py"
    for path in (module, test):
        if path.exists():
            raise CannotStart(f"{path} exists already. Nothing was written: choose another name, or remove the file.")
    line = f"from . import {module.stem}  # noqa: F401  registers its app\n" if importing is not None else ""
    return StartingPoint(module, test, importing, line)


def write(name: str, point: StartingPoint) -> list[Path]:
    """Write the files of a starting point and return their paths.

    Raises:
        FileExistsError: one of them exists already.
    """
    words = re.findall(r"[^\W_]+", name)
    values = {
        "name": '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"',
        "title": " ".join(words),
        "class_name": "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", slugify(name))),
    }
    values["class_name"] = f"Test{values['class_name']}"
    for path, template in ((point.module, "app.py-tpl"), (point.test, "test.py-tpl")):
        text = Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    if point.importing is None:
        return [point.module, point.test]
    old = point.importing.read_text(encoding="utf-8") if point.importing.exists() else ""
    with point.importing.open("a", encoding="utf-8") as file:
        file.write(("\n" if old and not old.endswith("\n") else "") + point.line)
    return [point.module, point.test, point.importing]
