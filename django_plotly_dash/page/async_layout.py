"""A layout that is a coroutine function, for Dash, which calls layouts as plain functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

from asgiref.sync import sync_to_async

from django_plotly_dash.http.flows import wait_for
from django_plotly_dash.mount.mount import current_mount


class AsyncLayout:
    """A coroutine function that Dash can call as a layout function.

    If it has not been awaited for the current request, the calling thread waits for it.

    Args:
        function: called without arguments; returns the layout when it is awaited.
    """

    def __init__(self, function: Callable[[], Awaitable[Any]]) -> None:
        self._function = function

    def __call__(self) -> Any:
        """Return the layout, or raise what the function raised."""
        mount = current_mount()
        if mount is not None and mount.awaited_layout is not None:
            return mount.awaited_layout.result()
        return wait_for(self._function())

    async def awaited_for(self, serve: Callable[[], Any]) -> Any:
        """Await the layout, then serve what needs it.

        Args:
            serve: what calls this layout then; runs in the request's thread.
        """
        mount = current_mount()
        outcome: Future[Any] = Future()
        try:
            outcome.set_result(await self._function())
        except Exception as error:
            outcome.set_exception(error)
        if mount is not None:
            mount.awaited_layout = outcome
        return await sync_to_async(serve)()
