"""Two counts that belong to the visitor: of the page's renderings, made by the view, and of clicks, made here."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, html

from django_plotly_dash import DjangoDash

app = DjangoDash("DjangoSessionState", add_bootstrap_links=True, title="Counts in the session")

app.layout = html.Div(
    [
        dbc.Alert("The number of renderings", id="base-alert", color="primary"),
        dbc.Alert("The number of clicks", id="danger-alert", color="danger"),
        dbc.Button("Update session state", id="update-button", color="warning"),
    ],
    className="p-3",
)


@app.expanded_callback(Output("base-alert", "children"), Input("update-button", "n_clicks"))
def tell_renderings(clicks: int | None, session_state: dict[str, Any], **kwargs: Any) -> str:
    """Read what the view has put into the session."""
    return f"Renderings of the page in this session: {session_state.get('ind_use', 0)}"


@app.expanded_callback(Output("danger-alert", "children"), Input("update-button", "n_clicks"))
def tell_clicks(clicks: int | None, session_state: dict[str, Any], **kwargs: Any) -> str:
    """Count in the session, where the view and other apps can read it; the count begins anew with each rendering."""
    session_state["bootstrap_demo_state"] = {"clicks": clicks or 0}
    return f"Clicks since the page was rendered: {clicks or 0}"
