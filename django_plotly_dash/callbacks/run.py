"""Run a callback, and record its inputs and results in the saved state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from dash.exceptions import PreventUpdate, WebsocketDisconnected

from django_plotly_dash.http.flows import Flow, awaited
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.state.values import answered_changes, given_changes


def run_callback(call: Callable[[], Any], body: Mapping[str, Any], *, is_poll: bool = False) -> Flow[Any]:
    """Run a callback and return its result as JSON. If there is a saved state, record its inputs and results there.

    Args:
        call: the callback with its arguments.
        body: what the browser sent.
        is_poll: whether the request only asks about a background job. The job's inputs were sent when it started; in
            later requests the renderer sends None for each value.
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
        # The visitor has disconnected. Outside of the mount, the flow is only being discarded.
        if current_mount() is mount:
            instance.handle_current_state()
        raise
    instance.record(answered_changes(data))
    instance.handle_current_state()
    return data
