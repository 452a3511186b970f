"""The files that a site's developers wrote."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

_SKIPPED = frozenset({"__pycache__", "build", "dist", "migrations", "node_modules", "site-packages", "venv", "env"})
_LARGEST = 1_000_000  # bytes; larger files are generated


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file.

    Attributes:
        path: its path.
        shown: the path as reports show it.
        tree: its syntax tree.
    """

    path: Path
    shown: str
    tree: ast.Module


class SiteFiles:
    """The folders with a site's own files.

    Attributes:
        base: reports show paths relative to this folder.
    """

    def __init__(self, base: Path, folders: list[Path]) -> None:
        self.base = base.resolve()
        self._folders = folders

    @classmethod
    def of_site(cls, folder: Path | None = None) -> SiteFiles:
        """Find the folders: ``BASE_DIR``, the one of the settings, and those of apps that pip did not install."""
        if folder is not None:
            return cls(folder, [folder])
        beside = _folder_of_settings()
        base = Path(getattr(settings, "BASE_DIR", None) or beside)
        own = [Path(config.path) for config in apps.get_app_configs()]
        folders = [base, beside, *(path for path in own if not _is_installed(path) and not _is_ours(path))]
        return cls(base, [path for path in folders if path.is_dir()])

    def find(self, suffix: str) -> Iterator[Path]:
        """Yield each of the site's files that has this suffix once."""
        seen: set[Path] = set()
        pending = [folder.resolve() for folder in self._folders]
        while pending:
            folder = pending.pop()
            if folder in seen:
                continue
            seen.add(folder)
            try:
                entries = sorted(folder.iterdir())
            except OSError:
                continue
            # Many projects have a virtual environment in their folder.
            if any(entry.name == "pyvenv.cfg" for entry in entries):
                continue
            for entry in entries:
                if entry.is_symlink() or entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    if entry.name not in _SKIPPED and not _is_ours(entry) and not _is_installed(entry):
                        pending.append(entry)
                elif entry.suffix == suffix and entry.stat().st_size < _LARGEST:
                    yield entry

    @cached_property
    def sources(self) -> list[Source]:
        """The Python files that can be parsed; others are skipped."""
        found = []
        for path in self.find(".py"):
            try:
                tree = ast.parse(path.read_bytes(), str(path))
            except (SyntaxError, ValueError, RecursionError):
                continue
            found.append(Source(path, self.shown(path), tree))
        return found

    def shown(self, path: Path) -> str:
        """Return a path as reports show it."""
        path = path.resolve()
        return str(path.relative_to(self.base)) if path.is_relative_to(self.base) else str(path)


def _folder_of_settings() -> Path:
    """The folder from which the settings are imported, usually the one with ``manage.py``."""
    module = getattr(settings, "SETTINGS_MODULE", None)
    spec = find_spec(module) if module else None
    if spec is None or not spec.origin:
        return Path.cwd()
    path = Path(spec.origin)
    depth = spec.name.count(".") + (path.name == "__init__.py")
    return path.parents[min(depth, len(path.parents) - 1)]


def _is_ours(path: Path) -> bool:
    return path.name == "django_plotly_dash" and (path / "doctor").is_dir()


def _is_installed(path: Path) -> bool:
    installed = {Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib", "stdlib")}
    return any(path.resolve().is_relative_to(folder) for folder in installed)
