"""Put an app on a page. Template tags and Wagtail blocks both use this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify

from django_plotly_dash.access.embed_only import is_embed_only
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.embedding.deep_links import parameter_name, path_within
from django_plotly_dash.http.csp import nonce_attribute
from django_plotly_dash.models import DashApp
from django_plotly_dash.mount.mount import path_below_root
from django_plotly_dash.mount.urls import app_url
from django_plotly_dash.registry.registry import UnknownApp, registry
from django_plotly_dash.state.arguments import ArgumentsError, audience, parse_arguments, store_arguments
from django_plotly_dash.tickets.grants import visitor_grant
from django_plotly_dash.utils.own_static import own_file_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from django_plotly_dash.utils.base_app import BaseApp

ASPECTS = {"21by9": 9 / 21, "16by9": 9 / 16, "4by3": 3 / 4, "1by1": 1.0}
_MONTH = 31 * 24 * 3600  # seconds
_HEIGHT = re.compile(r"\d+(\.\d+)?(px|em|rem|vh|vw|%)?\Z")


class EmbedError(ValueError):
    """An app cannot be put on a page; the message is for the developer of the page."""


@dataclass(frozen=True, slots=True)
class Sizing:
    """The size of an app on its page; the width is always that of its container.

    Attributes:
        kind: ``auto`` follows the app's content, ``ratio`` and ``bootstrap`` follow the width, ``fixed`` sets a height.
        height_to_width: height divided by width, for ``ratio`` and ``bootstrap``.
        height: a CSS length, for ``fixed``.
        aspect: Bootstrap's name for the ratio, for ``bootstrap``.
    """

    kind: Literal["auto", "ratio", "fixed", "bootstrap"]
    height_to_width: float | None = None
    height: str | None = None
    aspect: str | None = None

    @classmethod
    def auto(cls) -> Sizing:
        """As high as the app's content."""
        return cls("auto")

    @classmethod
    def ratio(cls, value: float | str) -> Sizing:
        """A ratio of height to width.

        Raises:
            EmbedError: it is not a number above 0.
        """
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = 0.0
        if not 0 < number < 1000:
            raise EmbedError(f"ratio must be a number above 0 (height divided by width), not {value!r}")
        return cls("ratio", height_to_width=number)

    @classmethod
    def fixed(cls, value: float | str) -> Sizing:
        """A height, in CSS pixels or as a CSS length.

        Raises:
            EmbedError: it is not a length.
        """
        text = str(value).strip()
        if not _HEIGHT.match(text):
            raise EmbedError(f"height must be a number of pixels or a CSS length such as '60vh', not {value!r}")
        return cls("fixed", height=text if text[-1].isalpha() or text[-1] == "%" else f"{text}px")

    @classmethod
    def bootstrap(cls, aspect: str) -> Sizing:
        """One of Bootstrap's ratios, using the classes of Bootstrap 4 and 5.

        Raises:
            EmbedError: Bootstrap has no such ratio.
        """
        if str(aspect) not in ASPECTS:
            raise EmbedError(f"aspect must be one of {', '.join(ASPECTS)}, not {aspect!r}")
        return cls("bootstrap", height_to_width=ASPECTS[aspect], aspect=aspect)


@dataclass(frozen=True, slots=True)
class Embed:
    """An app on a page.

    Attributes:
        app: the app.
        instance: its saved state, or None if none is shown.
        url: URL path of the app.
        path: path and query within the app to show at first, without a leading slash.
        url_parameter: name of a parameter of the page's URL that follows the app's path; may be empty.
        root: URL path under which ``django_plotly_dash.urls`` is included; ``url`` begins with it.
        title: the frame's name for assistive technology.
        sizing: its size.
        lazy: whether it is loaded when it is near the viewport.
        border: whether the frame has a border.
        request: the request for the page; None if the page is rendered without one (e-mail, feed, export).
        base_url: scheme and host of the site, for the link that is rendered without a request.
    """

    app: BaseApp
    instance: DashApp | None
    url: str
    root: str
    title: str
    sizing: Sizing
    lazy: bool = True
    border: bool = False
    request: HttpRequest | None = None
    base_url: str = ""
    path: str = ""
    url_parameter: str = ""

    @property
    def deep_url(self) -> str:
        """URL path that is shown at first."""
        return self.url + self.path

    @property
    def nonce(self) -> SafeString:
        """The ``nonce`` attribute for scripts and style sheets of the page; empty if the page's policy has no nonce."""
        return nonce_attribute(self.request)

    @property
    def script(self) -> str:
        """URL of the script that turns ``<dash-frame>`` elements into frames."""
        return own_file_url("frame.js")

    @property
    def bootstrap5_aspect(self) -> str:
        """The ratio in Bootstrap 5's class names (``16x9``, where Bootstrap 4 has ``16by9``)."""
        return (self.sizing.aspect or "").replace("by", "x")

    def render(self) -> SafeString:
        """Return the HTML: a ``<dash-frame>``, or a plain link if there is no request."""
        template = "link" if self.request is None else "frame"
        return render_to_string(f"django_plotly_dash/{template}.html", {"embed": self}, request=self.request)


def embed(
    name: str | None = None,
    slug: str | None = None,
    da: DashApp | None = None,
    *,
    initial_arguments: Mapping[str, Any] | str | None = None,
    durable_arguments: bool = False,
    sizing: Sizing | None = None,
    title: str = "",
    lazy: bool = True,
    border: bool = False,
    request: HttpRequest | None = None,
    base_url: str = "",
    grants: Mapping[str, Any] | None = None,
    path: str = "",
    url_parameter: str = "",
) -> Embed:
    """Put an app on a page.

    ``slug`` overrides ``name``, and both override ``da``. Each one that is given must exist, even if another overrides
    it (as the manual says).

    Args:
        name: name of a registered app.
        slug: slug of a saved state.
        da: a saved state.
        initial_arguments: component id to ``{property: value}``, or the same as JSON text.
        durable_arguments: sign the arguments into the URL, so that a cached page keeps working.
        sizing: the size of the app; auto by default.
        title: for assistive technology; by default the app's title.
        lazy: load the app when it is near the viewport.
        border: draw the frame's border.
        request: the request for the page.
        base_url: scheme and host of the site, for the link that is rendered without a request.
        grants: what the app's URL carries to be checked with each request (``grants.py``). By default, an app that is
            shown only on pages gets a grant for the visitor.
        path: path and query within the app to show at first (``/item/7?colour=red``).
        url_parameter: name of a parameter of the page's URL that follows the path within the app, in a frame.

    Raises:
        EmbedError: there is no such app or state, the arguments are not valid, the path leads out of the app, or
            ``django_plotly_dash.urls`` is not included.
    """
    app, instance = _target(name, slug, da)
    try:
        path, url_parameter = path_within(path), parameter_name(url_parameter)
    except ValueError as error:
        raise EmbedError(str(error)) from None
    ident = instance.slug if instance is not None else app.ident
    cache_id = None
    try:
        arguments = parse_arguments(initial_arguments)
    except ArgumentsError as error:
        raise EmbedError(f"initial_arguments: {error}") from error
    if not grants and request is not None and is_embed_only(app, instance, request):
        grants = visitor_grant(request)
    if arguments or grants:
        # A frame that is loaded late may need the arguments longer than the cache keeps them.
        durable = durable_arguments or (lazy and plotly_dash_settings().cache_arguments)
        cache_id = store_arguments(
            arguments,
            request,
            audience(app, instance),
            durable=durable,
            grants=grants,
            # Views may make new arguments for each request, which must not stay in the cache forever.
            keep_for=None if durable_arguments else _MONTH,
        )
    try:
        url = app_url(ident, stateless=instance is None, cache_id=cache_id)
    except NoReverseMatch as error:
        raise EmbedError(
            f"Dash apps have no URL here ({error}). Add path('dash/', include('django_plotly_dash.urls')) to urls.py"
        ) from error
    own = path_below_root(ident, stateless=instance is None, cache_id=cache_id)
    return Embed(
        app=app,
        instance=instance,
        url=url,
        root=url[: len(url) - len(escape_uri_path(own))],
        title=title or (instance.instance_name if instance is not None else str(app.title)),
        sizing=sizing or Sizing.auto(),
        lazy=lazy,
        border=border,
        request=request,
        base_url=base_url.rstrip("/"),
        path=path,
        url_parameter=url_parameter,
    )


def app_identifier(name: str | None = None, slug: str | None = None, da: DashApp | None = None) -> str:
    """Return a name for an app in HTML classes and ids: the state's slug, or the slug of the app's name.

    Args:
        name: as in :func:`embed`; so are ``slug`` and ``da``.

    Raises:
        EmbedError: there is no such app or state.
    """
    app, instance = _target(name, slug, da)
    return instance.slug if instance is not None else slugify(app.app_name)


def _target(name: str | None, slug: str | None, da: DashApp | None) -> tuple[BaseApp, DashApp | None]:
    """Return the app, and the saved state if one is meant."""
    for argument, value in (("name", name), ("slug", slug)):
        if value and not isinstance(value, (str, Promise)):
            raise EmbedError(f"{argument} must be a string, not {value!r}")
    try:
        app = registry.get(name) if name else None
    except UnknownApp as error:
        raise EmbedError(str(error)) from error
    if slug:
        try:
            da = DashApp.objects.select_related("stateless_app").get(slug=slug)
        except DashApp.DoesNotExist:
            raise EmbedError(f"there is no saved state with the slug {slug!r}") from None
    elif app is not None:
        return app, None
    if not da:
        raise EmbedError("one of name, slug and da must be given")
    if not isinstance(da, DashApp):
        raise EmbedError(f"da must be a saved state (a DashApp), not {da!r}")
    try:
        return da.stateless_app.as_dash_app(), da
    except UnknownApp as error:
        raise EmbedError(f"the app of the saved state {da.slug!r} does not exist any more: {error}") from error


__all__ = ["ASPECTS", "Embed", "EmbedError", "Sizing", "app_identifier", "embed"]
