"""``DjangoTaskManager``: run Dash's background callbacks with Django's task framework, with results in its cache."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from functools import cache as cached
from typing import Any
from urllib.parse import urlencode

import dash
from django.http import QueryDict

from django_plotly_dash.background.store import JobState, JobStore
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.utils.dash_private import BaseBackgroundCallbackManager, context_value


class DjangoTaskManager(BaseBackgroundCallbackManager):
    """Runs background callbacks on the site's task backend, with results, progress and cancellation in its cache.

    Apps that have background callbacks but no manager share one. Give an app its own manager to reuse results for the
    same arguments (``cache_by``), or to use another backend, queue or cache than other apps:
    ``DjangoDash("Sales", background_callback_manager=DjangoTaskManager(cache_by=[version]))``.

    Args:
        cache_by: functions without arguments, as in Dash's managers. Results are kept, and reused for the same callback
            with the same arguments, as long as the functions return the same values.
        expire: seconds to keep such a result after its last use, by default
            ``PLOTLY_DASH["background_result_lifetime"]``.
        backend: name of the task backend in ``TASKS``, by default ``PLOTLY_DASH["background_task_backend"]``.
        queue_name: name of the queue, by default ``PLOTLY_DASH["background_queue"]``.
        cache: name of the cache in ``CACHES``, by default ``PLOTLY_DASH["background_cache"]``. Pages and workers must
            share it.
    """

    def __init__(
        self,
        cache_by: Callable[[], Any] | Sequence[Callable[[], Any]] | None = None,
        expire: int | None = None,
        *,
        backend: str | None = None,
        queue_name: str | None = None,
        cache: str | None = None,
    ) -> None:
        self._backend, self._queue_name, self._cache, self.expire = backend, queue_name, cache, expire
        super().__init__([cache_by] if callable(cache_by) else cache_by and list(cache_by))

    @property
    def backend(self) -> str:
        """Name of the task backend."""
        return self._backend or plotly_dash_settings().background_task_backend

    @property
    def queue_name(self) -> str:
        """Name of the queue."""
        return self._queue_name or plotly_dash_settings().background_queue

    @property
    def cache(self) -> str:
        """Name of the cache."""
        return self._cache or plotly_dash_settings().background_cache

    @property
    def keeps_for(self) -> int:
        """Seconds to keep a result for reuse."""
        return self.expire or plotly_dash_settings().background_result_lifetime

    @property
    def store(self) -> JobStore:
        """The store of the jobs."""
        configured = plotly_dash_settings()
        return JobStore(
            self.cache,
            configured.background_heartbeat,
            configured.background_start_limit,
            configured.background_result_lifetime,
        )

    # Called by Dash when a job starts ---------------------------------------------------------------------------------

    def make_job_fn(self, fn: Callable[..., Any], progress: bool, key: str | None = None) -> bool:
        """Return whether the callback's function takes ``set_progress``; the worker finds the function itself."""
        return progress

    def build_cache_key(self, fn: Callable[..., Any], args: Any, cache_args_to_ignore: Any, triggered: Any) -> str:
        """Return the key of a new job: its callback, the name its result is kept under, and its own id.

        Dash's managers use the same key for everybody who runs a function with the same arguments, so the first to
        fetch the result removes it for the others.
        """
        kept = ""
        if self.cache_by is not None:
            asked = super().build_cache_key(fn, args, cache_args_to_ignore, triggered)
            kept = hashlib.sha256(f"{_callback_tag()} {asked}".encode()).hexdigest()
        return f"{_callback_tag()}-{kept}-{secrets.token_hex(16)}"

    def call_job_fn(self, key: str, job_fn: bool, args: Any, context: Any) -> str:
        """Enqueue a job and return its id. If its result has been kept, the job is done immediately."""
        _tag, kept, job = key.split("-")
        text = self.store.kept(kept, self.keeps_for) if kept else None
        if text is not None:
            self.store.finish(job, text)
            return job
        from django_plotly_dash.background.worker import run_job  # here, because it needs TASKS, and apps do not

        app, callback_id = dash.get_app(), context["callback_id"]
        query = context["args"]
        text = query.urlencode() if isinstance(query, QueryDict) else urlencode(query or {}, doseq=True)
        context = {**context, "args": text, "updated_props": {}}
        self.store.put(job, {"arguments": args, "context": context, "progress": bool(job_fn), "kept": kept})
        try:
            run_job.using(backend=self.backend, queue_name=self.queue_name).enqueue(app.app_name, callback_id, job)
        except Exception:
            self.store.give_up(job)
            raise
        return job

    # Called by Dash with each request of the page ---------------------------------------------------------------------

    def is_of_callback(self, key: str, job: str, callback_id: str) -> bool:
        """Return whether a key and a job belong together, and to a callback of the current app."""
        return key.split("-")[0] == _callback_tag(callback_id) and _job(key) == job

    def get_progress(self, key: str) -> Any:
        """Return the progress that the page has not received yet, or None."""
        return self.store.new_progress(_job(key))

    def result_ready(self, key: str) -> bool:
        """Return whether a job has finished."""
        return self.store.state(_job(key)) is JobState.DONE

    def get_result(self, key: str, job: str | None) -> Any:
        """Return and delete the result of a job. A lost job returns an error, a running one ``UNDEFINED``."""
        job = _job(key)
        state = self.store.state(job)
        if state is JobState.DONE:
            result = self.store.result(job)
        elif state.is_lost:
            result = job_error(state.value)
        else:
            return self.UNDEFINED
        if is_job_error(result) and self.store.has_updates(job):
            return self.UNDEFINED  # what it set before it failed is sent first, and the error with the next request
        if state.is_lost:
            self.store.give_up(job)
        else:
            self.store.forget(job)
        return result

    def job_running(self, job: str | None) -> bool:
        """Return whether the page should ask again."""
        return job is not None and self.store.state(job) is not JobState.CANCELLED

    def get_updated_props(self, key: str | None) -> dict[str, dict[str, Any]]:
        """Return what ``set_props`` has set since the page last asked."""
        return self.store.new_updates(_job(key)) if key else {}

    def terminate_job(self, job: str | None) -> None:
        """Cancel a job. If it has not started, it never will; otherwise it ends when it next reports progress."""
        if job is not None:
            self.store.cancel(job)

    def terminate_unhealthy_job(self, job: str | None) -> bool:
        """Cancel a job whose worker has died, and return whether that was the case."""
        if job is None or not self.store.state(job).is_lost:
            return False
        self.store.give_up(job)
        return True


@cached
def default_task_manager() -> DjangoTaskManager:
    """Return the manager for apps that do not have their own."""
    return DjangoTaskManager()


def job_error(message: str, trace: str = "") -> dict[str, dict[str, str]]:
    """Return the result of a failed job in the form that Dash expects."""
    return {"background_callback_error": {"msg": message, "tb": trace}}


def is_job_error(result: Any) -> bool:
    """Return whether a result is that of a failed job."""
    return isinstance(result, dict) and "background_callback_error" in result


def _job(key: str) -> str:
    return key.rpartition("-")[2]


def _callback_tag(callback_id: str | None = None) -> str:
    """Return a short name for a callback of the current app, by default the one being called."""
    if callback_id is None:
        callback_id = context_value.get()["callback_id"]
    return hashlib.sha256(f"{dash.get_app().app_name}\0{callback_id}".encode()).hexdigest()[:16]
