"""Background callbacks of an app: which handles are valid, and what the manager learns about a callback."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django_plotly_dash.background.handles import signing_secret
from django_plotly_dash.utils.base_app import BaseApp


def _in_this_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn Dash's coroutine function that starts or polls a job into a plain function.

    It does not await anything, only the job itself does. On the server's event loop the manager could not use the
    database.
    """

    def call(*args: Any, **kwargs: Any) -> Any:
        coroutine = function(*args, **kwargs)
        try:
            coroutine.send(None)
        except StopIteration as end:
            return end.value
        coroutine.close()
        raise RuntimeError("Dash awaits something when it starts a background job: this release is not supported.")

    return call


class AppJobs(BaseApp):
    """The part of ``DjangoDash`` for background callbacks."""

    def _prepare_callback(self, g: Any, body: Any) -> Any:
        function = super()._prepare_callback(g, body)
        is_job = self.callback_map[body["output"]].get("background")
        return _in_this_thread(function) if is_job and inspect.iscoroutinefunction(function) else function

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()
        if not self.has_background_callbacks:
            # The renderer would send it with each callback, but only jobs are bound to a page load.
            config.pop("end_id", None)
        return config

    @property
    def has_background_callbacks(self) -> bool:
        """Whether the app has background callbacks now."""
        return any(self._background_callbacks())

    def _get_signing_secret(self) -> bytes:
        return signing_secret(self)

    @contextmanager
    def _restoring_cancel_inputs(self) -> Iterator[None]:
        """If set-up fails, restore the inputs that cancel jobs, which set-up removes from their callbacks.

        If it succeeds, set the manager of each background callback.
        """
        entries = [(entry["background"], dict(entry["background"])) for entry in self._background_callbacks()]
        try:
            yield
            for entry in self._background_callbacks():
                # Tools for language models look for it only there.
                entry["manager"] = entry.get("manager") or self._background_manager
        except BaseException:
            for options, as_they_were in entries:
                options.update(as_they_were)
            raise

    def _background_callbacks(self) -> Iterator[dict[str, Any]]:
        return (entry for entry in self.callback_map.values() if entry.get("background"))
