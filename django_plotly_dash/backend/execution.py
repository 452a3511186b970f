"""Run what an app gives us to run, plain or async, and store under a saved state what a callback did.

What answers a request is written once, as a flow: a generator that runs in the request's thread and yields whatever the
app gives it to be awaited. Who runs it decides where that is awaited: the thread itself (:func:`run_here`), or under
ASGI the server's loop, while no thread waits (``later_response.py``).
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextvars import copy_context
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from dash.exceptions import PreventUpdate, WebsocketDisconnected

from ..mount import current_mount
from ..state import answered_changes, given_changes

T = TypeVar("T")

Flow = Generator[Awaitable[Any], Any, T]


def awaited(result: Any) -> Flow[Any]:
    """Return a result, awaited where it is awaitable."""
    # What hooks answer is mostly nothing, and callbacks text: neither need be asked.
    if not (result is None or isinstance(result, str)) and inspect.isawaitable(result):
        result = yield result
    return result


def run_here(flow: Flow[T]) -> T:
    """Run a flow to its end in this thread, which waits for what is to be awaited."""
    try:
        awaitable = next(flow)
        while True:
            try:
                result = wait_for(awaitable)
            except Exception as error:
                awaitable = flow.throw(error)
            else:
                awaitable = flow.send(result)
    except StopIteration as end:
        returned: T = end.value
        return returned


def run_callback(call: Callable[[], Any], body: Mapping[str, Any], *, is_poll: bool = False) -> Flow[Any]:
    """Run a callback and return the JSON of its answer; under a saved state, store there what it was given and set.

    Args:
        call: the callback, with its arguments.
        body: what the browser sent.
        is_poll: it asks how a background job stands. What the job was given came when it began: now the renderer
            sends None in the place of each value.
    """
    mount = current_mount()
    instance = mount.instance if mount is not None else None
    if instance is None:
        return (yield from awaited(copy_context().run(call)))
    if not is_poll:
        instance.record(given_changes(body))
    try:
        data = yield from awaited(copy_context().run(call))
    except (PreventUpdate, WebsocketDisconnected):
        instance.handle_current_state()
        raise
    except GeneratorExit:
        # The visitor has left; outside of the mount the flow is only thrown away.
        if current_mount() is mount:
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
