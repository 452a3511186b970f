"""Make apps inside a test, and take them out of the registry again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_plotly_dash import DjangoDash
from django_plotly_dash.registry.registry import registry


@contextmanager
def temporary_app(name: str, kind: type[DjangoDash] = DjangoDash, **kwargs: Any) -> Iterator[DjangoDash]:
    """An app that is registered inside the `with` block only."""
    app = kind(name, **kwargs)
    try:
        yield app
    finally:
        registry.unregister(name)


def callback_body(output="answer.children", value="blue", **changes) -> dict[str, Any]:
    """The body that the renderer sends for the callback of the app Echo."""
    component_id, name = output.split(".")
    body = {
        "output": output,
        "outputs": {"id": component_id, "property": name},
        "inputs": [{"id": "colour", "property": "value", "value": value}],
        "changedPropIds": ["colour.value"],
        "state": [],
    }
    return {**body, **changes}
