"""Module-level callbacks: which app those belong to that are registered with ``@dash.callback``.

Dash gives them to whichever app of the process is asked first, which differs from worker to worker. Here a callback
belongs to the app being defined: the one of its module or of whose pages it is, else the one made last before it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from .dash_private import _callback

if TYPE_CHECKING:
    from ..dash_app import DjangoDash

_lock = threading.RLock()
_made: list[DjangoDash] = []


def app_begins(app: DjangoDash) -> None:
    """Give the callbacks that are waiting to the app made before, but for those of the new app's own module."""
    with _lock:
        if _made:
            _give_all(_made[-1], but_of=app.module)


def app_made(app: DjangoDash) -> None:
    """Give the new app what waits: callbacks of its module, and of its pages, which it has imported meanwhile."""
    with _lock:
        _give_all(app)
        _made.append(app)


def claim_leftovers() -> None:
    """Give the callbacks that are waiting to the app made last: at the end of autodiscovery, and before a set-up."""
    with _lock:
        if _made:
            _give_all(_made[-1])


def forget(app: DjangoDash) -> None:
    """Take out an app that is no longer registered."""
    with _lock:
        if app in _made:
            _made.remove(app)


def _give_all(app: DjangoDash, but_of: str | None = None) -> None:
    """Give everything that waits to ``app``, but the callbacks of a module."""
    for callback_id in list(_callback.GLOBAL_CALLBACK_MAP):
        if but_of is None or _module_of(callback_id) != but_of:
            _give(callback_id, app)
    # Scripts of clientside callbacks define functions only; API endpoints have no id.
    app._inline_scripts.extend(_callback.GLOBAL_INLINE_SCRIPTS)
    _callback.GLOBAL_INLINE_SCRIPTS.clear()
    app.callback_api_paths.update(_callback.GLOBAL_API_PATHS)
    _callback.GLOBAL_API_PATHS.clear()


def _module_of(callback_id: str) -> str | None:
    # A clientside callback has no function.
    return getattr(_callback.GLOBAL_CALLBACK_MAP[callback_id].get("callback"), "__module__", None)


def _give(callback_id: str, app: DjangoDash) -> None:
    entry: dict[str, Any] = _callback.GLOBAL_CALLBACK_MAP.pop(callback_id)
    app.callback_map[callback_id] = entry
    for spec in [spec for spec in _callback.GLOBAL_CALLBACK_LIST if spec["output"] == callback_id]:
        _callback.GLOBAL_CALLBACK_LIST.remove(spec)
        app._callback_list.append(spec)
