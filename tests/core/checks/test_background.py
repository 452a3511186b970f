"""What ``manage.py check`` says where background callbacks cannot run, or where their pages would not hear of them."""

import re

import django
import pytest
from dash import Input, Output
from django.core.checks import run_checks

from django_plotly_dash import DjangoTaskManager
from tests.core.apps_for_tests import temporary_app

FRAMEWORK = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
LATER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


@pytest.fixture(autouse=True)
def app(settings):
    """The one app of the site that has a background callback; a worker and Redis."""
    settings.TASKS, settings.CACHES = LATER, {"default": REDIS}
    manager = DjangoTaskManager()
    with temporary_app("Of the test", background_callback_manager=manager) as app:
        app.callback(Output("a", "children"), Input("b", "value"), background=True)(lambda value: value)
        yield app


def said(deploy=False):
    found = run_checks(tags=["django_plotly_dash"], include_deployment_checks=deploy)
    ours = [message for message in found if "Of the test" in message.msg]
    assert all(message.hint for message in ours)
    return {message.id.rpartition(".")[2]: f"{message.msg} {message.hint}" for message in ours}


def test_nothing_is_said_of_a_worker_and_a_cache_that_they_share():
    assert said(deploy=True) == {}


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_of_one_process_is_an_error_with_a_hint_to_paste(settings, backend):
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    text = said()["E006"]
    assert "which is not shared between pages and workers" in text
    namespace = {"CACHES": {}, "PLOTLY_DASH": {}}
    for statement in re.findall(r"(CACHES\['jobs'\] = \{.*?\}(?:\})?|PLOTLY_DASH\['\w+'\] = '\w+')(?= |\.|;)", text):
        exec(statement, namespace)  # noqa: S102  what the hint says
        settings.CACHES = {**settings.CACHES, **namespace["CACHES"]}
        settings.PLOTLY_DASH = namespace["PLOTLY_DASH"]
    assert settings.PLOTLY_DASH == {"background_cache": "jobs"}
    assert settings.CACHES["jobs"]["LOCATION"] == "dash_jobs"
    assert said() == {}


def test_local_memory_is_enough_for_an_immediate_backend_alone(settings):
    settings.CACHES = {"default": LOCMEM}
    settings.TASKS = {"default": {"BACKEND": f"{FRAMEWORK}.backends.immediate.ImmediateBackend"}}
    assert said() == {}
    assert "run within the request that starts them" in said(deploy=True)["W017"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert list(said()) == ["E006"]


def test_a_backend_that_never_runs_anything_is_told(settings):
    settings.TASKS = {"default": {"BACKEND": f"{FRAMEWORK}.backends.dummy.DummyBackend"}}
    assert "never run" in said()["W018"]


@pytest.mark.parametrize("key", ["background_cache", "background_task_backend"])
def test_a_name_that_is_not_there_is_an_error(settings, key):
    settings.PLOTLY_DASH = {key: "missing"}
    (text,) = said(deploy=True).values()
    assert "'missing'" in text
    assert f"PLOTLY_DASH['{key}']" in text


def test_an_app_with_a_manager_of_dashs_is_its_own_business(app, settings):
    settings.CACHES = {"default": LOCMEM}
    assert list(said()) == ["E006"]
    app._background_manager = object()
    assert said() == {}


@pytest.mark.parametrize("key", ["background_heartbeat", "background_result_lifetime", "background_start_limit"])
def test_no_time_at_all_is_an_error_of_the_settings(settings, key):
    settings.PLOTLY_DASH = {key: 0}
    (message,) = [
        message for message in run_checks(tags=["django_plotly_dash"]) if message.id == "django_plotly_dash.E001"
    ]
    assert message.msg == f"PLOTLY_DASH['{key}'] must be at least 1."
