"""What hot reload compares: the version of the site's code, and the assets of an app.

Nothing runs in the background: the files are read when a page asks. The answer depends on the files only, so that all
processes of a site give the same one; otherwise a page that asks one after the other would reload for ever.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings

# Seconds for which a change is reported; every open page asks within this time.
_TOLD_FOR = 60
_SKIPPED = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class AssetChange:
    """A change of an asset.

    Attributes:
        asset_path: path in the assets folder.
        modified: seconds since the epoch; below 0 where the file was deleted.
        at: when it was seen (``time.monotonic``).
    """

    asset_path: str
    modified: int
    at: float


class AssetWatch:
    """The files of an app's assets folder, as they were when they were last looked at.

    Args:
        folder: the assets folder; it need not exist.
        extra_paths: other files and folders whose changes reload pages.
        changed: called with a file's path, its path in the folder, and the time of its change (below 0: deleted).
    """

    def __init__(self, folder: str, extra_paths: Iterable[str], changed: Callable[[str, str, int], None]) -> None:
        self._folder = folder
        self._extra_paths = list(extra_paths or ())
        self._changed = changed
        self._lock = threading.Lock()
        self._seen = self._files()
        self._changes: list[AssetChange] = []

    def look(self) -> str:
        """Look at the files, and return a text that differs after each change."""
        with self._lock:
            now = self._files()
            for path in sorted(now.keys() | self._seen.keys()):
                if now.get(path) != self._seen.get(path):
                    self._note(path, int(now.get(path, -1)))
            self._seen = now
        return _digest(now.items())

    def recent(self) -> list[AssetChange]:
        """Return the changes of the last minute."""
        with self._lock:
            earliest = time.monotonic() - _TOLD_FOR
            self._changes = [change for change in self._changes if change.at > earliest]
            return list(self._changes)

    def _note(self, path: str, modified: int) -> None:
        asset_path = Path(os.path.relpath(path, self._folder)).as_posix()
        if not asset_path.startswith("../"):
            self._changed(path, asset_path, modified)
        self._changes.append(AssetChange(asset_path, modified, time.monotonic()))

    def _files(self) -> dict[str, float]:
        return dict(_modified([self._folder, *self._extra_paths]))


@cache
def code_version(module: str) -> str:
    """Return a text that differs between processes that were started with different code of the site.

    It is made once: a development server that restarts has a new one, a process that goes on with its old code keeps
    its own.

    Args:
        module: name of the module that makes the app.
    """
    if module == "__main__":
        return _digest([(str(os.getpid()), time.time())])
    folders = [str(Path(config.path)) for config in apps.get_app_configs()]
    root = sys.modules.get(getattr(settings, "ROOT_URLCONF", None) or "")
    files = [getattr(sys.modules.get(name), "__file__", None) for name in (module, getattr(root, "__name__", ""))]
    installed = (sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"])
    own = [path for path in (*folders, *files) if path and not path.startswith(installed)]
    return _digest(_modified(own, suffix=".py"))


def _modified(paths: Iterable[str], suffix: str = "") -> Iterator[tuple[str, float]]:
    """Yield files, and the files in folders, with the time of their last change."""
    for path in paths:
        if os.path.isfile(path):
            yield path, os.stat(path).st_mtime
        for current, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
            for name in names:
                if name.endswith(suffix):
                    file = os.path.join(current, name)
                    try:
                        yield file, os.stat(file).st_mtime
                    except FileNotFoundError:  # a temporary file of an editor
                        continue


def _digest(files: Iterable[tuple[str, float]]) -> str:
    return sha256(repr(sorted(files)).encode()).hexdigest()[:16]
