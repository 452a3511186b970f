"""What a page needs for an app to run on it without a frame, read from what Dash writes into its own page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django_plotly_dash.mount.mount import Mount, mounted, resolve_prefix

_DEFAULT_RENDERER = "var renderer = new DashRenderer();"
# A page has one of each, which the renderer cannot share between apps.
_OF_THE_PAGE = ("hot_reload", "websocket")


@dataclass(slots=True)
class PageParts:
    """What an app needs on a page, in Dash's order.

    Attributes:
        stylesheets: attributes of ``<link>`` elements.
        scripts: attributes of ``<script>`` elements that have a ``src``.
        inline_scripts: the app's clientside callbacks.
        renderer: the script that starts the app; None if it is Dash's own.
        config: the configuration of the renderer, not yet JSON.
    """

    stylesheets: list[dict[str, str]] = field(default_factory=list)
    scripts: list[dict[str, str]] = field(default_factory=list)
    inline_scripts: list[str] = field(default_factory=list)
    renderer: str | None = None
    config: dict[str, Any] = field(default_factory=dict)


def page_parts(mount: Mount) -> PageParts:
    """Return what the app of a mount needs on a page."""
    app = mount.app
    # All apps of the page share one renderer, with one kind of bundles.
    mount.context.without_dev_tools = True
    with mounted(mount):
        app.backend.set_up_once()
        tags = f"{app._generate_css_dist_html()}\n{app._generate_scripts_html()}"
        config = app._config()
    reader = _TagReader()
    reader.feed(resolve_prefix(tags.encode(), mount.prefix).decode())
    reader.close()
    parts = reader.parts
    parts.renderer = app.renderer if app.renderer != _DEFAULT_RENDERER else None
    parts.config = {key: value for key, value in config.items() if key not in _OF_THE_PAGE}
    # Otherwise Dash writes "Updating..." into the title of the page.
    parts.config["update_title"] = ""
    if parts.config.pop("validation_layout", None):
        # The page is not guarded as the app's layout is, so it must not contain the layout. Without a layout to
        # validate against, ids that are not shown yet must be allowed.
        parts.config["suppress_callback_exceptions"] = True
    return parts


class _TagReader(HTMLParser):
    """Collects ``<link>`` and ``<script>`` elements, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = PageParts()
        self._inline: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.parts.stylesheets.append(attributes)
        elif tag == "script" and "src" in attributes:
            self.parts.scripts.append(attributes)
        elif tag == "script":
            self._inline = []

    def handle_data(self, data: str) -> None:
        if self._inline is not None:
            self._inline.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inline is not None:
            self.parts.inline_scripts.append("".join(self._inline))
            self._inline = None
