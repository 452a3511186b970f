"""Every run of a callback goes through this module, which sends signals and reports errors.

Dash's renderer over HTTP, its websockets and its tools all run what ``Dash._execute_callback`` returns. The worker of
background callbacks runs the function itself, and uses :func:`observed` too.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from dash.exceptions import PreventUpdate, WebsocketDisconnected

from django_plotly_dash.callbacks.errors import report_error
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.signals import callback_finished, callback_started

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

# Exceptions that are a normal way for a callback to end.
_NO_ERRORS = (PreventUpdate, WebsocketDisconnected)


def observed(app: BaseApp, callback: str, call: Callable[[], Any]) -> Callable[[], Any]:
    """Return a call of a callback that sends the signals, if they have receivers, and reports errors.

    Args:
        app: the app of the callback.
        callback: Dash's id of the callback.
        call: runs the callback; a coroutine function if the callback is one, possibly in a ``functools.partial``.
    """
    if _is_async(call.func) if isinstance(call, partial) else inspect.iscoroutinefunction(call):
        return lambda: _run_later(app, callback, call)
    return lambda: _run(app, callback, call)


# Cached, because it is needed with each run of a callback.
_is_async = lru_cache(maxsize=4096)(inspect.iscoroutinefunction)


def _run(app: BaseApp, callback: str, call: Callable[[], Any]) -> Any:
    arguments = _signal_arguments(app, callback)
    if arguments is not None:
        callback_started.send_robust(app, **arguments)
    begin, error = time.perf_counter(), None
    try:
        return call()
    except _NO_ERRORS:
        raise
    except BaseException as raised:
        error = raised
        _report(app, callback, raised)
        raise
    finally:
        if arguments is not None:
            callback_finished.send_robust(app, **arguments, seconds=time.perf_counter() - begin, error=error)


async def _run_later(app: BaseApp, callback: str, call: Callable[[], Awaitable[Any]]) -> Any:
    arguments = _signal_arguments(app, callback)
    if arguments is not None:
        await callback_started.asend_robust(app, **arguments)
    begin, error = time.perf_counter(), None
    try:
        return await call()
    except _NO_ERRORS:
        raise
    except BaseException as raised:
        error = raised
        await sync_to_async(_report)(app, callback, raised)
        raise
    finally:
        if arguments is not None:
            await callback_finished.asend_robust(app, **arguments, seconds=time.perf_counter() - begin, error=error)


def _signal_arguments(app: BaseApp, callback: str) -> dict[str, Any] | None:
    """The arguments of the signals; None if they have no receivers."""
    if not (callback_started.receivers or callback_finished.receivers):
        return None
    mount = current_mount()
    return {
        "app": app,
        "callback": callback,
        "outputs": declared_outputs(app, callback),
        "user": getattr(mount.request, "user", None) if mount is not None else None,
    }


def declared_outputs(app: BaseApp, callback: str) -> list[str]:
    """Return the outputs that a callback declares: ids and properties, as Dash spells them."""
    entry = app.callback_map.get(callback, {})
    declared = entry.get("output")
    if declared is None or entry.get("no_output"):
        return []
    outputs = declared if isinstance(declared, (list, tuple)) else [declared]
    # With allow_duplicate, the property ends in an @ and a hash.
    return [f"{each['id']}.{each['property'].split('@')[0]}" for each in (output.to_dict() for output in outputs)]


def callback_of(app: BaseApp, function: Callable[..., Any]) -> str:
    """Return Dash's id of the callback with a function; empty if there is none."""
    entries = app.callback_map.items()
    return next((key for key, entry in entries if getattr(entry.get("callback"), "__wrapped__", None) is function), "")


def _report(app: BaseApp, callback: str, error: BaseException) -> None:
    # The worker of background callbacks logs its errors itself.
    if current_mount() is not None and isinstance(error, Exception):
        report_error(app, callback, error)
