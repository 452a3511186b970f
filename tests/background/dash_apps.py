"""Apps with jobs that last until the test says so: a file in the folder ``DPD_TEST_FOLDER``, named like the job."""

import os
import time
from pathlib import Path

from dash import CeleryManager, DiskcacheManager, Input, Output, html, set_props

from django_plotly_dash import DjangoDash
from tests.background.celery_app import celery_app

LONGEST = 120  # seconds, so that no job outlives its test


def work(set_progress, clicks):
    folder, begun = Path(os.environ["DPD_TEST_FOLDER"]), time.monotonic()
    (folder / f"begun-{clicks}").write_text(str(os.getpid()))
    step = 0
    while not (folder / f"end-{clicks}").exists():
        if time.monotonic() - begun > LONGEST:
            raise TimeoutError("nobody has ended this job")
        step += 1
        set_progress(str(step))
        time.sleep(0.05)
    set_props("set", {"children": f"set by job {clicks}"})
    return f"job {clicks} done"


def tell(error):
    set_props("error", {"children": str(error).splitlines()[0]})


def make(name, **options):
    """An app with a button that begins a job, and one that cancels it."""
    app = DjangoDash(name, on_error=tell, **options)
    app.layout = html.Div(
        [
            html.Button("Begin", id="begin"),
            html.Button("Cancel", id="cancel"),
            html.P(id="step"),
            html.P(id="result"),
            html.P(id="set"),
            html.P(id="error"),
        ]
    )
    app.callback(
        Output("result", "children"),
        Input("begin", "n_clicks"),
        background=True,
        interval=100,
        running=[(Output("begin", "disabled"), True, False)],
        progress=Output("step", "children"),
        progress_default="idle",
        cancel=Input("cancel", "n_clicks"),
        prevent_initial_call=True,
    )(work)
    return app


make("Job")
if celery_app is not None:
    make("Celery", background_callback_manager=CeleryManager(celery_app))
if os.environ.get("DPD_TEST_DISKCACHE"):
    import diskcache

    make(
        "Diskcache",
        background_callback_manager=DiskcacheManager(diskcache.Cache(os.environ["DPD_TEST_DISKCACHE"])),
    )
