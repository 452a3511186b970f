"""What the function of a background job sends to its page and receives from it while it runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

from dash import Patch
from django.db import connections

from django_plotly_dash.background.store import JobStore, Update

T = TypeVar("T")


class JobCancelled(BaseException):
    """The job must end. Like ``asyncio.CancelledError`` it is not an Exception, so error handlers do not catch it."""


class JobControl:
    """What the function of a job sends to its page.

    Coroutines call this on their event loop, where Django does not allow a database cache, so it then uses another
    thread.
    """

    def __init__(self, store: JobStore, job: str) -> None:
        self._store, self._job = store, job
        self._number = 0
        self._updates: list[Update] = []
        self._lock = threading.Lock()  # a job may use several threads
        self._thread: ThreadPoolExecutor | None = None

    def stop_if_cancelled(self) -> None:
        if self._off_the_loop(self._store.is_cancelled, self._job):
            raise JobCancelled

    def set_progress(self, value: Any) -> None:
        self.stop_if_cancelled()
        progress = value if isinstance(value, (list, tuple)) else [value]
        with self._lock:
            self._number += 1
            self._off_the_loop(self._store.set_progress, self._job, self._number, progress)

    def set_props(self, component_id: str, properties: dict[str, Any]) -> None:
        self.stop_if_cancelled()
        with self._lock:
            self._number += 1
            updates = [
                *_without_replaced(self._updates, component_id, properties),
                (self._number, component_id, properties),
            ]
            self._updates = self._off_the_loop(self._store.set_updates, self._job, updates)

    def close(self) -> None:
        """End the other thread, if there is one, and close its database connections."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.submit(connections.close_all)
            thread.shutdown()

    def _off_the_loop(self, call: Callable[..., T], *arguments: Any) -> T:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return call(*arguments)
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, f"job {self._job}")
        return self._thread.submit(call, *arguments).result()


def _without_replaced(updates: Iterable[Update], component_id: str, properties: dict[str, Any]) -> Iterator[Update]:
    """Yield the updates that a new one does not replace, so that they do not pile up while no page asks for them."""
    replaced = {name for name, value in properties.items() if not isinstance(value, Patch)}
    for number, own_id, own in updates:
        kept = {name: value for name, value in own.items() if name not in replaced} if own_id == component_id else own
        if kept:
            yield number, own_id, kept


class UpdatedProps(dict[str, dict[str, Any]]):
    """The dictionary that ``dash.set_props`` writes to. It passes each change on separately.

    Dash's own dictionary adds everything that the job has set on the component before, so a ``Patch`` is applied
    repeatedly.
    """

    def __init__(self, change: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__()
        self._change = change

    def __setitem__(self, component_id: str, properties: dict[str, Any]) -> None:
        self._change(component_id, properties)


current_job: ContextVar[JobControl | None] = ContextVar("django_plotly_dash_job", default=None)


def stop_if_cancelled() -> None:
    """End the background job in which this is called if the page has cancelled it; elsewhere do nothing.

    For background callbacks that work for long without ``set_progress`` or ``set_props``, which also end such a job.
    """
    job = current_job.get()
    if job is not None:
        job.stop_if_cancelled()
