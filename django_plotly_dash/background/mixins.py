"""Background callbacks of an app: whose handles are valid, and what the manager is told of a callback."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django_plotly_dash.background.handles import signing_secret
from django_plotly_dash.utils.base_app import BaseApp


def _in_this_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a coroutine function of Dash's that begins or asks for a job as a plain one.

    It awaits nothing: only the job does. On the server's event loop its manager could not use the database.
    """

    def call(*args: Any, **kwargs: Any) -> Any:
        coroutine = function(*args, **kwargs)
        try:
            coroutine.send(None)
        except StopIteration as end:
            return end.value
        coroutine.close()
        raise RuntimeError("Dash awaits something while it begins a background job: this release is not known.")

    return call


class AppJobs(BaseApp):
    """The part of ``DjangoDash`` that has to do with background callbacks."""

    def _prepare_callback(self, g: Any, body: Any) -> Any:
        function = super()._prepare_callback(g, body)
        is_job = self.callback_map[body["output"]].get("background")
        return _in_this_thread(function) if is_job and inspect.iscoroutinefunction(function) else function

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()
        if not self.has_background_callbacks:
            # The renderer would bring it back with each callback, and only jobs are bound to a page load.
            config.pop("end_id", None)
        return config

    @property
    def has_background_callbacks(self) -> bool:
        """Whether the app has any, now."""
        return any(self._background_callbacks())

    def _get_signing_secret(self) -> bytes:
        return signing_secret(self)

    @contextmanager
    def _keeping_what_cancels(self) -> Iterator[None]:
        """Bring the inputs that cancel jobs back where set-up fails, which takes them out of their callbacks.

        Where it does not, each background callback has its manager.
        """
        entries = [(entry["background"], dict(entry["background"])) for entry in self._background_callbacks()]
        try:
            yield
            for entry in self._background_callbacks():
                # Tools of language models look for it there alone.
                entry["manager"] = entry.get("manager") or self._background_manager
        except BaseException:
            for options, as_they_were in entries:
                options.update(as_they_were)
            raise

    def _background_callbacks(self) -> Iterator[dict[str, Any]]:
        return (entry for entry in self.callback_map.values() if entry.get("background"))
