"""The frame that the dashboards of this site share: a row of controls above a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component
    from plotly.graph_objects import Figure

GRAPH_CONFIG: dcc.Graph.Config = {"displaylogo": False, "responsive": True, "displayModeBar": False}


def control(label: str, component: Component) -> html.Div:
    """A labelled form control; the label is also what a screen reader announces."""
    component_id = getattr(component, "id", None)
    return html.Div(
        [html.Label(label, htmlFor=component_id, className="control-label"), component],
        className="control",
    )


def dashboard(controls: Sequence[Component], *content: Component) -> html.Div:
    """A whole dashboard: the controls in a row that wraps on phones, if there are any, the content below."""
    row = [html.Div(list(controls), className="controls")] if controls else []
    return html.Div([*row, *content], className="dashboard")


def key_figure(label: str, value: str) -> html.Div:
    """One number with what it means, for an ``html.Dl`` of the class ``key-figures``."""
    return html.Div([html.Dt(label), html.Dd(value)], className="key-figure")


def graph(component_id: str, *, height: int = 440) -> dcc.Graph:
    """An empty graph of ``height`` CSS pixels that follows the width it is given."""
    return dcc.Graph(
        id=component_id,
        config=GRAPH_CONFIG,
        responsive=True,
        style={"height": f"{height}px"},
    )


def finish(figure: Figure, title: str) -> Figure:
    """Give ``figure`` the look that all charts of this site have, and its title."""
    figure.update_layout(
        template="plotly_white",
        # What is behind it shows through: dashboard.css has the colours for light and for dark.
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        title={"text": title, "x": 0.01, "xref": "container", "y": 0.98, "yanchor": "top", "font": {"size": 16}},
        margin={"l": 56, "r": 16, "t": 48, "b": 96},
        # At the lower edge of the whole figure: below the axis title at any height.
        legend={
            "orientation": "h",
            "x": 0.01,
            "xref": "container",
            "y": 0.02,
            "yref": "container",
            "yanchor": "bottom",
            "title": {"text": ""},
        },
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#1f2a37"},
        hoverlabel={"font": {"family": "system-ui, sans-serif"}},
    )
    # A little away from the axis, so that the first labels of both do not touch.
    figure.update_xaxes(automargin=True, ticklabelstandoff=6)
    figure.update_yaxes(automargin=True, ticklabelstandoff=4)
    return figure
