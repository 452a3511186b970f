"""Run a callback, and store under a saved state what it was given and what it set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from dash.exceptions import PreventUpdate, WebsocketDisconnected

from django_plotly_dash.http.flows import Flow, awaited
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.state.values import answered_changes, given_changes


def run_callback(call: Callable[[], Any], body: Mapping[str, Any], *, is_poll: bool = False) -> Flow[Any]:
    """Run a callback and return the JSON of its answer; under a saved state, store there what it was given and set.

    Args:
        call: the callback, with its arguments.
        body: what the browser sent.
        is_poll: it asks how a background job stands. What the job was given came when it began: now the renderer
            sends None in the place of each value.
    """
    mount = current_mount()
    instance = mount.instance if mount is not None else None
    if instance is None:
        return (yield from awaited(copy_context().run(call)))
    if not is_poll:
        instance.record(given_changes(body))
    try:
        data = yield from awaited(copy_context().run(call))
    except (PreventUpdate, WebsocketDisconnected):
        instance.handle_current_state()
        raise
    except GeneratorExit:
        # The visitor has left; outside of the mount the flow is only thrown away.
        if current_mount() is mount:
            instance.handle_current_state()
        raise
    instance.record(answered_changes(data))
    instance.handle_current_state()
    return data
