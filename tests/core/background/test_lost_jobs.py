"""Jobs that nothing is heard of any more: the page is told why."""

import json

import pytest
from django.core.cache import caches

from django_plotly_dash.background.django_tasks import task_backends
from django_plotly_dash.background.store import JobState
from django_plotly_dash.background.worker import run_job
from tests.core.background.pages import (
    LATER,
    Page,
    body_of,
    store,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_dead_worker_is_an_error_and_what_it_might_still_say_is_not_heard(telling, later):
    seen = []  # what is raised in a job goes to the log alone

    def work(colour):
        job = handles[1][1].partition("~")[0]
        seen.append(store().state(job))
        caches["default"].delete(f"django_plotly_dash:job:{job}:beat")  # the time has passed
        seen.append(told(page, handles))
        return "too late"

    page = Page(telling(work))
    handles = page.begin(body_of())
    later()
    state, message = seen
    assert state is JobState.RUNNING
    assert "The worker that ran this job has died" in message
    assert page.ask(body_of(), handles).status_code == 204


def test_a_job_that_no_worker_takes_is_an_error(telling, later, settings):
    page = Page(telling(lambda colour: "never"))
    handles = page.begin(body_of())
    job = handles[1][1].partition("~")[0]
    key = f"django_plotly_dash:job:{job}:order"
    order = json.loads(caches["default"].get(key))
    caches["default"].set(key, json.dumps({**order, "at": order["at"] - 601}))
    assert "No worker has started this job" in told(page, handles)
    assert store().state(job) is JobState.CANCELLED


def test_an_emptied_cache_is_an_error(telling, later):
    page = Page(telling(lambda colour: "never"))
    handles = page.begin(body_of())
    caches["default"].clear()
    assert "This job is not known any more" in told(page, handles)


def test_a_task_that_is_delivered_twice_runs_once(make, later):
    ran = []
    app = make(lambda colour: ran.append(colour) or "once")
    page = Page(app)
    handles = page.begin(body_of())
    tasks = list(task_backends["default"].results)
    later()
    for result in tasks:
        run_job.call(*result.args)
    assert ran == ["blue"]
    assert page.ask(body_of(), handles).json()["response"]["answer"]["children"] == "once"


def test_a_worker_with_other_code_says_so(telling, later, caplog):
    app = telling(lambda colour: "never")
    page = Page(app)
    handles = page.begin(body_of())
    (result,) = task_backends["default"].results
    name, callback_id, job = result.args
    with pytest.raises(LookupError, match="runs different code than the site"):
        run_job.call("An app of another release", callback_id, job)
    assert "runs different code than the site" in told(page, handles)
    with pytest.raises(LookupError, match="no background"):
        run_job.call(name, "other.id", job)


def test_what_a_task_backend_refuses_is_an_error_of_the_request(make, settings, caplog):
    settings.TASKS = {"default": {"BACKEND": LATER["default"]["BACKEND"], "QUEUES": ["other"]}}
    assert Page(make(lambda colour: "never")).post(body_of()).status_code == 500
    assert "Queue 'default' is not valid" in caplog.text
