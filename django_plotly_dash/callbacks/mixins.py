"""How an app prepares and runs its callbacks: with a context made on demand, and with signals."""

from __future__ import annotations

from typing import Any

from django_plotly_dash.callbacks.context import CallbackContext
from django_plotly_dash.callbacks.observed import observed
from django_plotly_dash.utils.base_app import BaseApp


class AppCallbacks(BaseApp):
    """The part of ``DjangoDash`` that prepares and runs callbacks."""

    def _prepare_callback(self, g: Any, body: Any) -> Any:
        # Dash does not pass the callback's id to the manager of background callbacks or to the code that runs it.
        output = g["callback_id"] = body["output"]
        prepare = super()._prepare_callback
        if not isinstance(g, CallbackContext):  # tools for language models make their own context
            return prepare(g, body)
        callback = self.callback_map[output]
        g["background_callback_manager"] = callback.get("manager") or self._background_manager
        g["ignore_register_page"] = callback.get("background", False)
        if callback.get("no_output"):
            g["outputs_list"] = []
        g.group_on_demand(lambda: prepare(g, body))
        return callback["callback"]

    def _execute_callback(self, func: Any, args: Any, outputs_list: Any, g: Any) -> Any:
        call = super()._execute_callback(func, args, outputs_list, g)
        callback = g.get("callback_id", "")
        if self.callback_map.get(callback, {}).get("background"):
            return call  # it only starts the job or asks about its progress
        return observed(self, callback, call)
