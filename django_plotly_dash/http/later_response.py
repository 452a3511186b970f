"""The response to a request whose app must be awaited, under ASGI, without blocking a thread of the server.

It is rendered later, like Django's ``TemplateResponse``: decorators and middleware know how to handle one, and Django's
ASGI handler awaits a ``render()`` that is a coroutine on the server's own event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from django_plotly_dash.http.flows import Flow, run_here
from django_plotly_dash.http.request_thread import give_back
from django_plotly_dash.mount.mount import Mount, mounted


def answered(mount: Mount, flow: Flow[HttpResponseBase]) -> HttpResponseBase:
    """Run the flow that answers the request of a mount.

    Under WSGI it runs to its end. Under ASGI it runs until the app returns an awaitable, if it does. The response that
    is returned then awaits it when Django renders it, and runs the rest of the flow.
    """
    with mounted(mount):
        if not isinstance(mount.request, ASGIRequest):
            return run_here(flow)
        try:
            awaitable = next(flow)
        except StopIteration as end:
            response: HttpResponseBase = end.value
            return response
    return LaterResponse(mount, flow, awaitable)


class LaterResponse(SimpleTemplateResponse):
    """A response that awaits the app when it is rendered.

    Headers and cookies that decorators set on it are copied to the final response.

    Args:
        mount: the mount of the request.
        flow: the flow that answers the request, already started.
        awaitable: what the flow has yielded.
    """

    def __init__(self, mount: Mount, flow: Flow[HttpResponseBase], awaitable: Awaitable[Any]) -> None:
        super().__init__(None, content_type="application/json")  # type: ignore[arg-type]  # there is no template
        self._mount = mount
        self._flow = flow
        self._awaitable: Awaitable[Any] | None = awaitable
        self._callbacks: list[Callable[[Any], Any]] = []

    def add_post_render_callback(self, callback: Callable[[Any], Any]) -> None:
        """Call a function with the final response. If it returns a response, that replaces it."""
        self._callbacks.append(callback)

    async def render(self) -> HttpResponseBase:  # type: ignore[override]  # Django awaits it
        """Await the app and return the final response."""
        response: HttpResponseBase | None = None
        while self._awaitable is not None:
            try:
                result = await asyncio.create_task(self._await(self._awaitable))
            except asyncio.CancelledError:
                await sync_to_async(self._leave)()
                raise
            except Exception as error:
                resume = partial(self._flow.throw, error)
            else:
                resume = partial(self._flow.send, result)
            finally:
                self._end_awaitable()
            self._awaitable, response = await sync_to_async(self._go_on)(resume)
        return self if response is None else await sync_to_async(self._finish)(response)

    def close(self) -> None:
        """Close the response, and an awaitable that was never awaited."""
        self._end_awaitable()
        super().close()

    def _end_awaitable(self) -> None:
        end = getattr(self._awaitable, "close", None)
        if end is not None:
            end()
        self._awaitable = None

    async def _await(self, awaitable: Awaitable[Any]) -> Any:
        """Await in a separate task, so that changes to the context end with it."""
        await give_back()
        with mounted(self._mount):
            return await awaitable

    def _go_on(self, resume: Callable[[], Awaitable[Any]]) -> tuple[Awaitable[Any] | None, HttpResponseBase | None]:
        """Run the flow to its next awaitable, or to its end."""
        with mounted(self._mount):
            try:
                return resume(), None
            except StopIteration as end:
                return None, end.value

    def _leave(self) -> None:
        """End the flow of a visitor who has disconnected, in the request's thread: it may have to save something."""
        with mounted(self._mount):
            self._flow.close()

    def _finish(self, response: HttpResponseBase) -> HttpResponseBase:
        """Apply to the final response what decorators did to this one."""
        for name, value in self.headers.items():
            if name != "Content-Type":
                response.headers[name] = value
        response.cookies.update(self.cookies)
        for callback in self._callbacks:
            response = callback(response) or response
        return response
