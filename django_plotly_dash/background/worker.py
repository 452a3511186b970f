"""A background job in the worker: the task that runs a callback's function, found by its app and its id."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any

from dash.exceptions import PreventUpdate
from django.db import connections
from django.http import QueryDict

from django_plotly_dash.background.control import JobCancelled, JobControl, UpdatedProps, current_job
from django_plotly_dash.background.django_tasks import is_immediate, task
from django_plotly_dash.background.manager import DjangoTaskManager, default_task_manager, job_error
from django_plotly_dash.background.store import JobStore
from django_plotly_dash.callbacks.last_errors import keep_error
from django_plotly_dash.callbacks.observed import observed
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.http.flows import wait_for
from django_plotly_dash.mount.mount import unmounted
from django_plotly_dash.registry.registry import UnknownApp, load_all_apps, registry
from django_plotly_dash.utils.dash_private import AttributeDict, context_value, to_json

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

logger = logging.getLogger("django_plotly_dash.background")

_NO_UPDATE = {"_dash_no_update": "_dash_no_update"}
_BEATS = 6  # heartbeats within the time after which a worker counts as dead
_TOUCHES = 4  # extensions within the time for which data is kept


@task(backend=plotly_dash_settings().background_task_backend, queue_name=plotly_dash_settings().background_queue)
def run_job(app_name: str, callback_id: str, job: str) -> None:
    """Run a background job; its arguments and its result are in the cache.

    Args:
        app_name: name of the app.
        callback_id: Dash's id of the callback.
        job: id of the job.
    """
    try:
        app, function, manager = _found(app_name, callback_id)
    except LookupError as error:
        logger.error("Background job %s cannot run: %s", job, error)
        _finish_with_error(default_task_manager().store, job, error)
        raise
    store = manager.store
    order = store.claim(job)
    if order is None:
        logger.info("Background job %s of Dash app %r was cancelled, started before, or has expired", job, app_name)
        return
    try:
        beats = not is_immediate(manager.backend)
        with _heartbeat(store, job, beats=beats), closing(JobControl(store, job)) as control:
            text = copy_context().run(_run, app, callback_id, function, order, control)
    except JobCancelled:
        store.finish(job, "null")
    except PreventUpdate:
        store.finish(job, to_json(_NO_UPDATE))
    except Exception as error:
        logger.exception("Background job %s, callback %s of Dash app %r, failed", job, callback_id, app_name)
        keep_error(app_name, callback_id, error)
        _finish_with_error(store, job, error)
    except BaseException as error:  # the worker is being stopped
        _finish_with_error(store, job, error)
        raise
    else:
        if order["kept"] and not store.is_cancelled(job):
            store.keep(order["kept"], text, manager.keeps_for)
        store.finish(job, text)


def _found(app_name: str, callback_id: str) -> tuple[BaseApp, Callable[..., Any], DjangoTaskManager]:
    if app_name not in registry:
        load_all_apps()
    try:
        app = registry.get(app_name)
    except UnknownApp as error:
        raise LookupError(f"The worker runs different code than the site: {error}") from error
    app.backend.set_up_once()
    entry = app.callback_map.get(callback_id, {})
    manager = entry.get("manager") or app._background_manager
    function = getattr(entry.get("callback"), "__wrapped__", None)
    if function is None or not entry.get("background") or not isinstance(manager, DjangoTaskManager):
        raise LookupError(
            f"The worker runs different code than the site: {app_name!r} has no background callback {callback_id!r}."
        )
    return app, function, manager


def _finish_with_error(store: JobStore, job: str, error: BaseException) -> None:
    trace = "".join(traceback.format_exception(error))
    store.finish(job, to_json(job_error(str(error) or type(error).__name__, trace)))


def _run(app: BaseApp, callback_id: str, function: Callable[..., Any], order: dict[str, Any], job: JobControl) -> str:
    """Run the function and return its result as JSON."""
    arguments, context = order["arguments"], AttributeDict(**order["context"])
    # Dash's own managers pickle these objects.
    context["args"] = QueryDict(context["args"])
    for name in ("args_grouping", "outputs_grouping"):
        context[name] = _with_attributes(context.get(name))
    context["ignore_register_page"] = False
    context["updated_props"] = UpdatedProps(job.set_props)
    progress = [job.set_progress] if order["progress"] else []
    with unmounted(app):
        context_value.set(context)
        current_job.set(job)
        if isinstance(arguments, dict):
            call = partial(function, *progress, **arguments)
        else:
            call = partial(function, *progress, *arguments)
        output = wait_for(observed(app, callback_id, call)())
    return str(to_json(output))


def _with_attributes(value: Any) -> Any:
    if isinstance(value, dict):
        return AttributeDict({key: _with_attributes(item) for key, item in value.items()})
    return [_with_attributes(item) for item in value] if isinstance(value, list) else value


@contextmanager
def _heartbeat(store: JobStore, job: str, *, beats: bool) -> Iterator[None]:
    """Send heartbeats from a thread, for a ``with`` block."""
    if not beats:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(store, job, ended), name=f"heartbeat of {job}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(store: JobStore, job: str, ended: threading.Event) -> None:
    pause = store.heartbeat / _BEATS
    rests = int(store.lifetime / _TOUCHES / pause)
    count = 0
    try:
        while not ended.wait(pause):
            count += 1
            try:
                store.beat(job)
                if rests == 0 or count % rests == 0:
                    store.extend(job)
            except Exception:  # the cache's backend may raise anything; the next heartbeat may succeed
                logger.warning("Background job %s could not send a heartbeat", job, exc_info=True)
    finally:
        connections.close_all()  # this thread's connections, if the cache is in the database
