"""What ``manage.py check`` reports about background callbacks: a missing task backend, or a cache nobody shares."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from django_plotly_dash.background.manager import DjangoTaskManager
from django_plotly_dash.registry.registry import load_all_apps, registry

_A_CACHE = (
    "CACHES['jobs'] = {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://127.0.0.1:6379/1'}"
    " or, in the database, CACHES['jobs'] = {'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': "
    "'dash_jobs', 'OPTIONS': {'MAX_ENTRIES': 100_000}} and manage.py createcachetable; with either, "
    "PLOTLY_DASH['background_cache'] = 'jobs'."
)
_A_WORKER = (
    "pip install django-tasks-db; INSTALLED_APPS += ['django_tasks_db']; TASKS = {'default': {'BACKEND': "
    "'django_tasks_db.DatabaseBackend'}}; manage.py migrate; and run manage.py db_worker beside the site."
)


@register("django_plotly_dash")
def check_background_callbacks(**_kwargs: object) -> Iterator[CheckMessage]:
    """Background callbacks that cannot run, or whose pages would never get their results."""
    for manager, name in _managers().items():
        yield from _check(manager, f"Background callbacks of Dash app {name!r}")


@register("django_plotly_dash", deploy=True)
def check_background_worker(**_kwargs: object) -> Iterator[CheckMessage]:
    """Background callbacks that hold up requests."""
    for manager, name in _managers().items():
        try:
            from django_plotly_dash.background.django_tasks import is_immediate

            immediate = is_immediate(manager.backend)
        except ImproperlyConfigured:  # reported by the check above
            continue
        if immediate:
            yield Warning(
                f"Background callbacks of Dash app {name!r} run within the request that starts them: the task backend "
                f"{manager.backend!r} runs tasks immediately. They show no progress and cannot be cancelled.",
                hint=_A_WORKER,
                id="django_plotly_dash.W017",
            )


def _managers() -> dict[DjangoTaskManager, str]:
    """The managers in use, each with the name of an app that uses it."""
    load_all_apps()
    found: dict[DjangoTaskManager, str] = {}
    for app in registry.apps():
        for entry in app._background_callbacks():
            manager = entry.get("manager") or app._background_manager
            if isinstance(manager, DjangoTaskManager):
                found.setdefault(manager, app.app_name)
    return found


def _check(manager: DjangoTaskManager, who: str) -> Iterator[CheckMessage]:
    try:
        cache = caches[manager.cache]
    except InvalidCacheBackendError as error:
        yield Error(
            f"{who} need the cache {manager.cache!r}: {error}",
            hint=f"PLOTLY_DASH['background_cache'] must be a key of CACHES. For example: {_A_CACHE}",
            id="django_plotly_dash.E004",
        )
        return
    try:
        from django_plotly_dash.background.django_tasks import is_dummy, is_immediate

        immediate, dummy = is_immediate(manager.backend), is_dummy(manager.backend)
    except ImproperlyConfigured as error:  # also raised if the alias is not in TASKS
        yield Error(
            f"{who} cannot run on the task backend {manager.backend!r}: {error}",
            hint=f"PLOTLY_DASH['background_task_backend'] must be a key of TASKS. For example: {_A_WORKER}",
            id="django_plotly_dash.E005",
        )
        return
    if isinstance(cache, DummyCache) or (isinstance(cache, LocMemCache) and not immediate):
        yield Error(
            f"{who} store their results in the cache {manager.cache!r}, which is not shared between pages and workers: "
            "pages would never get the results.",
            hint=f"For example: {_A_CACHE}",
            id="django_plotly_dash.E006",
        )
    if dummy:
        yield Warning(
            f"{who} never run: the task backend {manager.backend!r} is for tests.",
            hint=_A_WORKER,
            id="django_plotly_dash.W018",
        )
