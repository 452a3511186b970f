"""Apps that tell whose request they answer, and that can be stopped in the middle of it."""

import json
import os
import time
from pathlib import Path
from typing import Any

from dash import Input, Output, State, ctx, dcc, html
from django.db.models.signals import post_save

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import DashApp
from tests.stress.apps_text import IN_CALLBACK, IN_TRANSACTION

whose = DjangoDash("Whose")
whose.layout = html.Div([dcc.Input(id="text"), html.Span(id="answer")])


@whose.callback(Output("answer", "children"), Input("text", "value"))
def tell(text, user, session_state, request):
    time.sleep(0.005)
    session_state[text] = text
    return json.dumps(
        {
            "input": text,
            "context": ctx.inputs["text.value"],
            "user": str(user),
            "owner": session_state.get("owner"),
            "path": request.path,
            "prefix": whose.get_relative_path("/"),
        }
    )


stopping = DjangoDash("Stopping")
stopping.layout = html.Div([dcc.Input(id="text", value="as it was"), html.Span(id="answer", title="as it was")])


@stopping.callback(Output("answer", "title"), Input("text", "value"), State("answer", "title"))
def stop(text, _title):
    if text == IN_CALLBACK:
        _wait()
    return text


def _wait() -> None:
    """Tell the test which process stands here, and stand until it ends."""
    gate = Path(os.environ["DPD_TEST_GATE"])
    (gate / "half").write_text(str(os.getpid()))
    (gate / "half").rename(gate / "process")
    time.sleep(120)


def _saved(instance: DashApp, **_kwargs: Any) -> None:
    if f'"title": "{IN_TRANSACTION}"' in instance.base_state:
        _wait()


post_save.connect(_saved, sender=DashApp, dispatch_uid="tests.stress")
