"""Run what an app gives us to run, plain or async.

What answers a request is written once, as a flow: a generator that runs in the request's thread and yields whatever the
app gives it to be awaited. Who runs it decides where that is awaited: the thread itself (:func:`run_here`), or under
ASGI the server's loop, while no thread waits (``later_response.py``).
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Generator
from contextvars import copy_context
from typing import Any, TypeVar

from asgiref.sync import async_to_sync

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


def wait_for(result: Any) -> Any:
    """Return a result, awaited where it is awaitable: under ASGI on the server's own loop, else on a new one."""
    if not inspect.isawaitable(result):
        return result

    async def wait(awaitable: Awaitable[Any] = result) -> Any:
        return await awaitable

    # In a copy of the context: asgiref hands what the coroutine set back to the caller, so that the next request of
    # this thread would find Dash's callback context of this one.
    return copy_context().run(async_to_sync(wait))
