"""Background callbacks whose jobs wait until the test runs them."""

from contextlib import ExitStack

import pytest
from dash import Input, Output, dcc, html, set_props

from django_plotly_dash.background.django_tasks import task_backends
from django_plotly_dash.background.worker import run_job
from tests.core.apps_for_tests import temporary_app
from tests.core.background.pages import LATER


@pytest.fixture
def later(settings):
    """Jobs wait until the test runs them."""
    settings.TASKS = LATER
    backend = task_backends["default"]  # made here, and not within the context of a request

    def work():
        results = [result for result in backend.results if result.task.func is run_job.func]  # Wagtail has others
        backend.clear()
        for result in results:
            run_job.call(*result.args, **result.kwargs)

    return work


@pytest.fixture
def make():
    """Make apps whose one background callback is a function of a colour."""
    with ExitStack() as apps:

        def made(function, name="Job", output=None, app_options=None, **options):
            app = apps.enter_context(temporary_app(name, **(app_options or {})))
            app.layout = html.Div(
                [dcc.Input(id="colour"), html.P(id="answer"), html.P(id="bar"), html.Button(id="stop")]
            )
            output = Output("answer", "children") if output is None else output
            app.callback(output, Input("colour", "value"), background=True, **options)(function)
            return app

        yield made


@pytest.fixture
def telling(make):
    def tell(error):
        set_props("bar", {"children": str(error)})

    def made(function):
        return make(function, app_options={"on_error": tell})

    return made
