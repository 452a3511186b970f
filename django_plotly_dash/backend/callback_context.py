"""What Dash knows of one callback while it runs (``dash.ctx``): what the request says is read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..mount import current_mount
from .adapters import DjangoRequestAdapter, DjangoResponseAdapter
from .dash_private import AttributeDict, inputs_to_dict

_ASKED: Mapping[str, Callable[[DjangoRequestAdapter], Any]] = {
    "cookies": lambda request: dict(request.cookies),
    "headers": lambda request: dict(request.headers),
    "args": lambda request: request.args,
    "path": lambda request: request.full_path,
    "remote": lambda request: request.remote_addr,
    "origin": lambda request: request.origin,
}


class CallbackContext(AttributeDict):
    """The context that ``Dash._initialize_context`` makes, without a walk through headers that few callbacks read.

    Args:
        body: a callback request that was checked.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        inputs, states = body["inputs"], body["state"]
        values = inputs_to_dict(inputs)
        super().__init__(
            inputs_list=inputs,
            states_list=states,
            outputs_list=body.get("outputs", []),
            input_values=values,
            state_values=inputs_to_dict(states),
            triggered_inputs=[
                {"prop_id": prop_id, "value": values.get(prop_id)} for prop_id in body.get("changedPropIds", [])
            ],
            dash_response=DjangoResponseAdapter(),
            updated_props={},
        )

    def __missing__(self, key: str) -> Any:
        make = _ASKED.get(key)
        if make is None or current_mount() is None:
            raise KeyError(key)
        self[key] = value = make(DjangoRequestAdapter())
        return value

    def complete(self) -> CallbackContext:
        """Read all of the request now, for who takes the context elsewhere; return the context itself."""
        for key in _ASKED:
            self[key]
        return self
