"""Dash components of this package."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

__all__ = ["Pipe"]


class Pipe(Component):
    """Receives live messages: its ``value`` is the last message with its label on its channel.

    Dash runs no callback for a message that equals the previous one: put a time or a number into each, so that they
    differ.

    Args:
        id: the id of the component, by which callbacks name it.
        channel_name: the channel to listen to.
        label: the label of the messages to receive.
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
