"""Module-level callbacks: which app a callback belongs to that was registered with ``@dash.callback``.

Dash gives them to the app that gets the first request of the process, which differs between workers. Here a callback
belongs to the app being defined: the one whose module, or one of whose pages, is being imported when it is registered,
directly or through other imports. Callbacks of a module that creates no app, such as those of all-in-one components,
are shared with the other apps that use that module.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django_plotly_dash.registry.used_modules import uses_module
from django_plotly_dash.registry.waiting_callbacks import Origin, RegisteredCallback, WaitingCallbacks
from django_plotly_dash.utils.dash_private import _callback, mcp_functions

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

_lock = threading.RLock()
_made: list[BaseApp] = []
_shared: dict[str, dict[str, RegisteredCallback]] = {}


def app_begins(app: BaseApp) -> None:
    """Give the waiting callbacks to the apps created before, except for those of the new app."""
    with _lock:
        is_first = all(other.module != app.module for other in _made)
        _settle(beginning=app.module if is_first else None)


def app_made(app: BaseApp) -> None:
    """Give the new app its waiting callbacks: those of its module and of its pages, which have been imported."""
    with _lock:
        _made.append(app)
        _settle()


def claim_leftovers(app: BaseApp | None = None) -> None:
    """Give all waiting callbacks to their apps, at the end of autodiscovery and before an app is set up.

    Args:
        app: an app that is about to be set up; it also gets the callbacks of modules that it shares with others.
    """
    with _lock:
        _settle()
        for callback_id in list(waiting_callbacks):
            _share(waiting_callbacks.take(callback_id))
        if app is not None:
            for module, callbacks in _shared.items():
                new = callbacks.keys() - app.callback_map.keys()
                if new and (len(_made) == 1 or uses_module(app, module)):
                    for callback_id in [name for name in callbacks if name in new]:
                        callbacks[callback_id].give_to(app)
            for name, registration in mcp_functions().items():
                if app.serves_mcp and (len(_made) == 1 or uses_module(app, registration["fn"].__module__)):
                    app.add_tool(name, registration)


def forget(app: BaseApp) -> None:
    """Forget an app that is no longer registered."""
    with _lock:
        if app in _made:
            _made.remove(app)


def _settle(beginning: str | None = None) -> None:
    """Give each waiting callback to its app, if the app has been created.

    Args:
        beginning: the module whose first app is about to be created.
    """
    for callback_id in list(waiting_callbacks):
        origin = waiting_callbacks.origin(callback_id)
        owner = _owner(origin, beginning)
        if owner is not None:
            callbacks = list(waiting_callbacks.take(callback_id))
            for callback in callbacks:
                callback.give_to(owner)
            if origin.importing and origin.module != owner.module and origin.module not in owner.pages:
                _share(callbacks)
    for path, function in list(_callback.GLOBAL_API_PATHS.items()):
        for app in _made:
            if any(getattr(entry.get("callback"), "__wrapped__", 0) is function for entry in app.callback_map.values()):
                app.callback_api_paths[path] = _callback.GLOBAL_API_PATHS.pop(path)
                break
    for name, registration in list(mcp_functions().items()):
        module = registration["fn"].__module__
        apps = [app for app in _made if app.module == module or module in app.pages]
        if apps and module != beginning:
            of_tools = [app for app in apps if app.serves_mcp] or apps
            of_tools[-1].add_tool(name, mcp_functions().pop(name))


def _owner(origin: Origin, beginning: str | None) -> BaseApp | None:
    """Return the app that a callback belongs to; None if the app has not been created yet, or there is none."""
    if not _made or beginning in (origin.module, *origin.importing):
        return None
    for module in (origin.module, *origin.importing):
        apps = [app for app in _made if app.module == module]
        if apps:
            return apps[-1]
    # A function that registers callbacks after the import can only mean the app created last.
    return None if origin.importing else _made[-1]


def _share(callbacks: Iterable[RegisteredCallback]) -> None:
    for callback in callbacks:
        _shared.setdefault(callback.origin.module, {})[callback.callback_id] = callback


waiting_callbacks = WaitingCallbacks(on_conflict=_settle)
