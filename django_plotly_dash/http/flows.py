"""Run the code of apps, plain or async.

The code that answers a request is written once, as a flow: a generator that runs in the request's thread and yields the
awaitables that the app returns. Its caller decides where they are awaited: in the same thread (:func:`run_here`), or,
under ASGI, on the server's event loop without blocking a thread (``later_response.py``).
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
    """Return a result; if it is awaitable, await it first."""
    # Most hooks return None and most callbacks return a string, which are quick to rule out.
    if not (result is None or isinstance(result, str)) and inspect.isawaitable(result):
        result = yield result
    return result


def run_here(flow: Flow[T]) -> T:
    """Run a flow to its end in this thread, waiting for its awaitables."""
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
    """Return a result, awaited if it is awaitable: under ASGI on the server's event loop, otherwise on a new one."""
    if not inspect.isawaitable(result):
        return result

    async def wait(awaitable: Awaitable[Any] = result) -> Any:
        return await awaitable

    # In a copy of the context: asgiref copies context variables that the coroutine sets back to its caller, and the
    # next request in this thread would see Dash's callback context of this one.
    return copy_context().run(async_to_sync(wait))
