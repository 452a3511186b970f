"""Every app of the demonstration site answers the callbacks that a page makes when it is opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dash import Output
from django.contrib.auth.models import User

from django_plotly_dash.app.django_dash import DjangoDash
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.testing import AppClient, RenderedLayout
from django_plotly_dash.testing.dependencies import declared_outputs

pytestmark = pytest.mark.django_db


def demo_apps() -> list[DjangoDash]:
    return [app for app in registry.apps() if app.module.startswith("cms_demo.")]


def first_calls(app: DjangoDash, layout: RenderedLayout) -> Iterator[Output]:
    """An output of each callback that a browser makes at first, but for those of wildcards."""
    for key, entry in app.callback_map.items():
        listed = next(one for one in app._callback_list if one["output"] == key)
        if listed["prevent_initial_call"] or "callback" not in entry or entry.get("background"):
            continue
        outputs = declared_outputs(entry)
        # Components of pages that are not open are in no layout, nor are their callbacks called.
        are_there = all(
            component_id in layout
            for component_id in [*(output.component_id for output in outputs), *ids_of(entry["inputs"])]
        )
        if outputs and are_there:
            yield Output(outputs[0].component_id, outputs[0].name)


def ids_of(dependencies: list[dict[str, str]]) -> list[str]:
    return [dependency["id"] for dependency in dependencies]


@pytest.mark.parametrize("app", demo_apps(), ids=lambda app: app.app_name)
def test_its_layout_and_its_first_callbacks_answer(app: DjangoDash) -> None:
    client = AppClient(app, user=User.objects.create_superuser("ada"))
    layout = client.layout()
    assert list(layout)
    for output in first_calls(app, layout):
        client.call(output)
