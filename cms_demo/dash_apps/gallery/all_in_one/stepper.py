"""An all-in-one component: it registers its callbacks with ``@callback``, without knowing of the apps that use it."""

from __future__ import annotations

from typing import Any

from dash import MATCH, Input, Output, State, callback, ctx, html


def part(name: str, aio_id: Any) -> dict[str, Any]:
    """Return the id of a part of a stepper, for callbacks of an app; ``MATCH`` and ``ALL`` are ids too."""
    return {"component": "StepperAIO", "part": name, "aio_id": aio_id}


class StepperAIO(html.Div):
    """A number between two buttons, for any number of copies on a page.

    Args:
        label: what is counted.
        aio_id: tells this copy from others.
    """

    def __init__(self, label: str, aio_id: str) -> None:
        super().__init__(
            [
                html.Button("-", id=part("less", aio_id), title=f"Fewer {label}"),
                html.B("0", id=part("number", aio_id)),
                html.Button("+", id=part("more", aio_id), title=f"More {label}"),
                html.Span(label),
            ],
            className="row",
        )

    @callback(
        Output(part("number", MATCH), "children"),
        Input(part("less", MATCH), "n_clicks"),
        Input(part("more", MATCH), "n_clicks"),
        State(part("number", MATCH), "children"),
        prevent_initial_call=True,
    )
    def _step(_less: int, _more: int, number: str) -> str:  # type: ignore[misc]  # a callback, not a method
        return str(max(0, int(number) + (1 if ctx.triggered_id["part"] == "more" else -1)))
