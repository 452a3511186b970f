"""Dash components of this package; they need no build step."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

__all__ = ["Pipe"]


class Pipe(Component):
    """Receives live messages: each one that is sent with its label on its channel becomes its ``value``.

    Dash takes a message that equals the one before for no change: let each differ, by a time or a number in it.

    Args:
        id: as of any component; callbacks name it.
        channel_name: the channel to listen to.
        label: the label of the messages to take.
        value: the value before the first message.
    """

    _children_props: list[str] = []
    _base_nodes = ["children"]
    _namespace = "django_plotly_dash"
    _type = "Pipe"
    _prop_names = ["id", "channel_name", "label", "value"]
    _valid_wildcard_attributes: list[str] = []
    available_properties = _prop_names
    available_wildcard_properties: list[str] = []

    def __init__(
        self,
        id: str | dict[str, Any] | None = None,
        channel_name: str | None = None,
        label: str | None = None,
        value: Any = None,
    ) -> None:
        named = {"id": id, "channel_name": channel_name, "label": label}
        given = {name: item for name, item in named.items() if item is not None}
        super().__init__(**given, value=value)
