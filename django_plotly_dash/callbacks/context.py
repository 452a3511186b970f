"""What Dash provides to a callback while it runs (``dash.ctx``). What few callbacks use is made when it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django_plotly_dash.http.adapters import DjangoRequestAdapter, DjangoResponseAdapter
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.utils.dash_private import AttributeDict, inputs_to_dict

_OF_REQUEST: Mapping[str, Callable[[DjangoRequestAdapter], Any]] = {
    "cookies": lambda request: dict(request.cookies),
    "headers": lambda request: dict(request.headers),
    "args": lambda request: request.args,
    "path": lambda request: request.full_path,
    "remote": lambda request: request.remote_addr,
    "origin": lambda request: request.origin,
}


class CallbackContext(AttributeDict):
    """The context that ``Dash._initialize_context`` makes and ``Dash._prepare_callback`` completes.

    Args:
        body: a callback request that has been checked.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(
            inputs_list=body["inputs"],
            states_list=body["state"],
            outputs_list=body.get("outputs", []),
            updated_props={},
        )
        object.__setattr__(self, "_changed", body.get("changedPropIds", []))

    def __missing__(self, key: str) -> Any:
        make = _OF_BODY.get(key)
        if make is not None:
            self[key] = value = make(self)
            return value
        if key in _GROUPINGS and "_group" in vars(self):
            self._group()
            return dict.__getitem__(self, key)
        ask = _OF_REQUEST.get(key)
        if ask is None or current_mount() is None:
            raise KeyError(key)
        self[key] = value = ask(DjangoRequestAdapter())
        return value

    def group_on_demand(self, group: Callable[[], Any]) -> None:
        """Make the groupings of arguments and outputs only when one of them is read.

        Args:
            group: sets the groupings in this context.
        """
        object.__setattr__(self, "_group", group)

    def complete(self) -> CallbackContext:
        """Make everything now, for code that passes the context on, and return the context."""
        for key in (*_OF_BODY, *_GROUPINGS, *_OF_REQUEST):
            self[key]
        return self


def _triggered(context: CallbackContext) -> list[dict[str, Any]]:
    values = context.input_values
    return [{"prop_id": prop_id, "value": values.get(prop_id)} for prop_id in context._changed]


_OF_BODY: Mapping[str, Callable[[CallbackContext], Any]] = {
    "input_values": lambda context: inputs_to_dict(context.inputs_list),
    "state_values": lambda context: inputs_to_dict(context.states_list),
    "triggered_inputs": _triggered,
    "dash_response": lambda _context: DjangoResponseAdapter(),
}
_GROUPINGS = ("args_grouping", "using_args_grouping", "outputs_grouping", "using_outputs_grouping")
