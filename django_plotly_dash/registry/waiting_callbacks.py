"""Callbacks that ``@dash.callback`` and ``dash.clientside_callback`` have registered, and that have no app yet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_plotly_dash.utils.dash_private import _callback

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a callback was registered.

    Attributes:
        module: name of the module whose code registered it.
        importing: names of the modules that were being imported, innermost first; empty if a function registered it
            after the import.
    """

    module: str
    importing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisteredCallback:
    """A callback as Dash stores it.

    Attributes:
        callback_id: its key in ``callback_map``.
        entry: its value in ``callback_map``.
        spec: its entry in the list that the renderer gets.
        scripts: inline scripts that define its function, if it is a clientside callback.
        endpoints: functions of API endpoints, by path.
        origin: where it was registered.
    """

    callback_id: str
    entry: dict[str, Any]
    spec: dict[str, Any]
    scripts: tuple[str, ...]
    endpoints: dict[str, Callable[..., Any]]
    origin: Origin

    def give_to(self, app: BaseApp) -> None:
        """Add a copy of the callback to an app; other apps can get copies too."""
        app.callback_map[self.callback_id] = dict(self.entry)
        app._callback_list.append(dict(self.spec))
        app._inline_scripts.extend(script for script in self.scripts if script not in app._inline_scripts)
        app.callback_api_paths.update(self.endpoints)


class WaitingCallbacks(dict[str, dict[str, Any]]):
    """Replaces Dash's map of module-level callbacks, and remembers where each was registered.

    Args:
        on_conflict: called before a callback replaces one with the same outputs, which belongs to another app.
    """

    def __init__(self, on_conflict: Callable[[], None]) -> None:
        super().__init__()
        self._origins: dict[str, Origin] = {}
        self._on_conflict = on_conflict

    def __setitem__(self, callback_id: str, entry: dict[str, Any]) -> None:
        if callback_id in self:
            self._on_conflict()
        self._origins[callback_id] = _origin()
        super().__setitem__(callback_id, entry)

    def origin(self, callback_id: str) -> Origin:
        """Return where a callback was registered."""
        return self._origins[callback_id]

    def take(self, callback_id: str) -> Iterator[RegisteredCallback]:
        """Remove a callback from Dash's process-wide collections, and yield it; twice if it was registered twice."""
        entry, origin = self.pop(callback_id), self._origins.pop(callback_id)
        function = getattr(entry.get("callback"), "__wrapped__", None)
        endpoints: dict[str, Any] = {
            path: found for path, found in _callback.GLOBAL_API_PATHS.items() if found is function
        }
        for path in endpoints:
            del _callback.GLOBAL_API_PATHS[path]
        for spec in [spec for spec in _callback.GLOBAL_CALLBACK_LIST if spec["output"] == callback_id]:
            _callback.GLOBAL_CALLBACK_LIST.remove(spec)
            yield RegisteredCallback(callback_id, entry, spec, _scripts_of(spec), endpoints, origin)


def _scripts_of(spec: dict[str, Any]) -> tuple[str, ...]:
    name = (spec["clientside_function"] or {}).get("function_name")
    scripts = tuple(script for script in _callback.GLOBAL_INLINE_SCRIPTS if name and f'["{name}"]' in script)
    for script in scripts:
        _callback.GLOBAL_INLINE_SCRIPTS.remove(script)
    return scripts


def _origin() -> Origin:
    frame = sys._getframe(2)
    module, importing = "", []
    while True:
        name = str(frame.f_globals.get("__name__", ""))
        if not module and name.partition(".")[0] != "dash":
            module = name
        # A script that is being run imports everything, so it counts only if it registered the callback itself.
        if frame.f_code.co_name == "<module>" and (name == module or name != "__main__"):
            importing.append(name)
        if frame.f_back is None:
            return Origin(module, tuple(importing) if module in importing else ())
        frame = frame.f_back
