"""What the function of a background job tells its page, and is told by it, while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from .job_store import JobStore, Update


class JobCancelled(BaseException):
    """The job shall end. Like ``asyncio.CancelledError`` it is no Exception, so that handlers of errors let it pass."""


class JobControl:
    """What the function of a job tells its page."""

    def __init__(self, store: JobStore, job: str) -> None:
        self._store, self._job = store, job
        self._number = 0
        self._updates: list[Update] = []
        self._lock = threading.Lock()  # a job may have threads

    def stop_if_cancelled(self) -> None:
        if self._store.is_cancelled(self._job):
            raise JobCancelled

    def set_progress(self, value: Any) -> None:
        self.stop_if_cancelled()
        with self._lock:
            self._number += 1
            self._store.set_progress(self._job, self._number, value if isinstance(value, (list, tuple)) else [value])

    def set_props(self, wid: str, properties: dict[str, Any]) -> None:
        self.stop_if_cancelled()
        with self._lock:
            self._number += 1
            self._updates = self._store.set_updates(self._job, [*self._updates, (self._number, wid, properties)])


class UpdatedProps(dict[str, dict[str, Any]]):
    """What ``dash.set_props`` writes into: hands each change on by itself.

    Dash's own adds to it all that the job has set on the component before, and so applies a ``Patch`` again and again.
    """

    def __init__(self, change: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__()
        self._change = change

    def __setitem__(self, wid: str, properties: dict[str, Any]) -> None:
        self._change(wid, properties)


current_job: ContextVar[JobControl | None] = ContextVar("django_plotly_dash_job", default=None)


def stop_if_cancelled() -> None:
    """End the background job in which this is called, if the page has cancelled it; elsewhere do nothing.

    For background callbacks that work for long without ``set_progress`` or ``set_props``, which end such a job too.
    """
    job = current_job.get()
    if job is not None:
        job.stop_if_cancelled()
