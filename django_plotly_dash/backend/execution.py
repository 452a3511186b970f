"""Run what an app gives us to run: wait for it, and store under a saved state what a callback did."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextvars import copy_context
from typing import Any

from asgiref.sync import async_to_sync
from dash.exceptions import PreventUpdate

from ..mount import current_mount
from ..state import answered_changes, given_changes


def run_callback(call: Callable[[], Any], body: Mapping[str, Any]) -> Any:
    """Run a callback and return the JSON of its answer; under a saved state, store there what it was given and set."""
    mount = current_mount()
    instance = mount.instance if mount is not None else None
    if instance is None:
        return wait_for(copy_context().run(call))
    instance.record(given_changes(body))
    try:
        data = wait_for(copy_context().run(call))
    except PreventUpdate:
        instance.handle_current_state()
        raise
    instance.record(answered_changes(data))
    instance.handle_current_state()
    return data


def wait_for(result: Any) -> Any:
    """Return a result, awaited where it is awaitable: under ASGI on the server's own loop, else on a new one."""
    if not inspect.isawaitable(result):
        return result

    async def wait(awaitable: Awaitable[Any] = result) -> Any:
        return await awaitable

    # In a copy of the context: asgiref hands what the coroutine set back to the caller, so that the next request of
    # this thread would find Dash's callback context of this one.
    return copy_context().run(async_to_sync(wait))
