"""Where an app's page finds its files: component bundles, assets and files of other hosts."""

from __future__ import annotations

from typing import Any

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.files.bundles import SUITES, bundle_url
from django_plotly_dash.files.external import localise
from django_plotly_dash.files.static_urls import asset_static_url
from django_plotly_dash.mount.mount import current_mount
from django_plotly_dash.pipes.hub import hub_script, pipes_are_used
from django_plotly_dash.utils.base_app import BaseApp


class AppFiles(BaseApp):
    """The part of ``DjangoDash`` that gives files one URL for all mounts, from ``staticfiles`` or our own routes."""

    @property
    def is_guarded(self) -> bool:
        """Whether requests to the app may be refused, by its own rule or by the site's ``view_decorator``."""
        return bool(self.access_rule or plotly_dash_settings().view_decorator)

    def _collect_and_register_resources(
        self, resources: Any, include_async: bool = True, url_attr: str = "src"
    ) -> list[Any]:
        sources: list[Any] = super()._collect_and_register_resources(resources, include_async, url_attr)
        mount = current_mount()
        # Every new app adds plotly.js to dcc's files (Dash._setup_plotlyjs).
        sources = [source for number, source in enumerate(sources) if source not in sources[:number]]
        if mount is None:
            return sources

        def served(source: Any) -> Any:
            if isinstance(source, dict):
                return {**source, url_attr: served(source[url_attr])}
            return bundle_url(mount.root, source.removeprefix(own)) if source.startswith(own) else source

        own = mount.prefix + SUITES
        return [served(source) for source in sources]

    def _generate_css_dist_html(self) -> str:
        html: str = super()._generate_css_dist_html()
        return localise(html) if self.config.serve_locally else html

    def _generate_scripts_html(self) -> str:
        html: str = super()._generate_scripts_html()
        if self.config.serve_locally:
            html = localise(html)
        # Before the script of the component, which needs it.
        return f"{hub_script()}\n{html}" if pipes_are_used() else html

    def get_asset_url(self, path: str) -> str:
        """Return the URL of a file in the app's assets folder.

        At import time, when the mount is not known yet, the URL has a placeholder that is replaced in every response.
        In a request it is the static URL, if the site's ``staticfiles`` have the file and everybody may reach the app.

        Args:
            path: path of the file within the folder.
        """
        mount = current_mount()
        if mount is not None and mount.app is self and not (self.is_guarded or self.config.assets_external_path):
            url = asset_static_url(self, path)
            if url is not None:
                return url
        return str(super().get_asset_url(path))

    def get_asset_static_url(self, asset_path: str) -> str:
        """Return the static URL of a file in the app's assets folder, or else its :meth:`get_asset_url`.

        Everybody can get static files, even if not everybody may reach the app.

        Args:
            asset_path: path of the file within the folder.
        """
        return asset_static_url(self, asset_path) or self.get_asset_url(asset_path)
