"""Dash's developer tools: on with Django's ``DEBUG`` and off without it, whatever Dash's environment variables say."""

from __future__ import annotations

import inspect
import os
from typing import Any, cast

import dash
from django.conf import settings
from django.http import Http404, JsonResponse

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.dev_tools.hot_reload import AssetWatch, code_version
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.utils.base_app import BaseApp
from django_plotly_dash.utils.dash_private import AttributeDict, get_combined_config
from django_plotly_dash.utils.no_site import is_alone, refuse_in_a_site

_OFF = AttributeDict(
    ui=False,
    props_check=False,
    serve_dev_bundles=False,
    hot_reload=False,
    hot_reload_interval=3,
    hot_reload_watch_interval=0.5,
    hot_reload_max_retry=8,
    silence_routes_logging=False,
    disable_version_check=True,
    prune_errors=True,
    validate_callbacks=False,
)


class DeveloperTools(BaseApp):
    """The part of ``DjangoDash`` that has Dash's developer tools follow Django's DEBUG.

    Attributes:
        wants_dev_tools: the app's own choice; None leaves it to ``PLOTLY_DASH["enable_dev_tools"]``.
    """

    wants_dev_tools: bool | None = None
    _given_dev_tools: AttributeDict

    @property
    def has_dev_tools(self) -> bool:
        """Whether the developer tools are on."""
        if not settings.DEBUG:
            return False
        mount = current_mount()
        if mount is not None and getattr(mount.context, "without_dev_tools", False):
            return False
        return plotly_dash_settings().enable_dev_tools if self.wants_dev_tools is None else self.wants_dev_tools

    # Dash assigns and reads it as a plain attribute.

    @property
    def _dev_tools(self) -> AttributeDict:
        return self._given_dev_tools if self.has_dev_tools else _OFF

    @_dev_tools.setter
    def _dev_tools(self, value: AttributeDict) -> None:
        self._given_dev_tools = value

    def _setup_dev_tools(self, **kwargs: Any) -> AttributeDict:
        if kwargs.get("disable_version_check") is None and "DASH_DISABLE_VERSION_CHECK" not in os.environ:
            kwargs["disable_version_check"] = True  # the page would send a request to Plotly's server
        super()._setup_dev_tools(**{"debug": True, **kwargs})
        return self._given_dev_tools

    def enable_dev_tools(self, debug: bool | None = None, *arguments: Any, **options: Any) -> bool:
        """Choose the developer tools of this app, with the arguments of ``dash.Dash.enable_dev_tools``.

        They need not be enabled: with ``DEBUG`` they are on. Without ``DEBUG`` they are off, whatever is chosen.

        Args:
            debug: False turns them off. If the app runs alone, it also sets ``DEBUG``.
            *arguments: as in Dash.
            **options: as in Dash: ``dev_tools_ui=``, ``dev_tools_props_check=``, ``dev_tools_hot_reload=``, ...

        Returns:
            whether they are on.
        """
        bound = inspect.signature(dash.Dash.enable_dev_tools).bind(self, debug, *arguments, **options)
        if debug is None:
            debug = bool(get_combined_config("debug", None, True))
        chosen = {
            name.removeprefix("dev_tools_"): value
            for name, value in bound.arguments.items()
            if name.startswith("dev_tools_")
        }
        self.wants_dev_tools = debug
        if is_alone():
            settings.DEBUG = debug
        self._setup_dev_tools(**chosen)
        return self.has_dev_tools

    def run(self, *arguments: Any, **options: Any) -> None:
        """Serve the app without a site, to develop it alone, with the arguments of ``dash.Dash.run``.

        Raises:
            RuntimeError: there is a site, which serves the app.
        """
        refuse_in_a_site(self)
        # Dash prints its address before it is known whether the port is free; if this is set, it does not print it.
        os.environ["WERKZEUG_RUN_MAIN"] = "true"
        super().run(*arguments, **options)

    # Hot reload -------------------------------------------------------------------------------------------------

    @property
    def _asset_watch(self) -> AssetWatch:
        watch: AssetWatch | None = self.__dict__.get("_assets_watched")
        if watch is None:
            watch = self.__dict__["_assets_watched"] = AssetWatch(
                self.config.assets_folder, self.config.extra_hot_reload_paths, self._asset_changed
            )
        return watch

    def index(self, *args: Any, **kwargs: Any) -> str:
        """Return the app's page with the current assets."""
        if self._dev_tools.hot_reload:
            self._asset_watch.look()
        return str(super().index(*args, **kwargs))

    def serve_reload_hash(self) -> JsonResponse:
        """Answer the page, which asks every few seconds whether it must be reloaded.

        Raises:
            Http404: hot reload is off.
        """
        if not self._dev_tools.hot_reload:
            raise Http404("Hot reload is on only with DEBUG.")
        watch = self._asset_watch
        assets = watch.look()
        changes = watch.recent()
        return JsonResponse(
            {
                "reloadHash": f"{code_version(self.module)}-{assets}",
                "hard": bool(changes),
                "packages": list(self.registered_paths),
                "files": [
                    {
                        "url": self.get_asset_url(change.asset_path),
                        "modified": change.modified,
                        "is_css": change.asset_path.endswith(".css"),
                    }
                    for change in changes
                ],
            }
        )

    def _asset_changed(self, path: str, asset_path: str, modified: int) -> None:
        """Update Dash's lists of scripts and style sheets after a file was changed, added or deleted."""
        if modified >= 0:
            # Browsers cache an asset for ever; the time of its last change is part of its URL.
            for resource in (*self.scripts._resources._resources, *self.css._resources._resources):
                if resource.get("asset_path") == asset_path:
                    cast("dict[str, Any]", resource)["ts"] = modified
        self._on_assets_change(path, modified, modified < 0)
        self._hot_reload.changed_assets.clear()  # for one page only, with the prefix of one mount
