"""``{% load plotly_dash %}``: the template tags, as functions for Django's templates and for Jinja2.

Their first argument is the template's context, from which they take the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django import template
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils.safestring import SafeString

from django_plotly_dash.embedding.direct import insert
from django_plotly_dash.embedding.frame import EmbedError, Sizing, app_identifier, embed
from django_plotly_dash.embedding.insertions import Place, insertions_of
from django_plotly_dash.http.csp import nonce_attribute
from django_plotly_dash.pipes.hub import hub_script

_FALSE = frozenset({"0", "false", "no", "off", "", "none"})
_FRAMES_SEEN = "_django_plotly_dash_frame_seen"
_HUB_SEEN = "_django_plotly_dash_hub_seen"
_MANUAL_RATIO = 0.1


class TemplateContext(Protocol):
    """The context of a template, from Django or Jinja2."""

    def get(self, key: str, /) -> Any:
        """Return a variable, or None if it is not set."""


def _flag(value: Any) -> bool:
    return value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)


def _request_of(context: TemplateContext) -> HttpRequest | None:
    """The request: a ``RequestContext`` has it even without the context processor."""
    request: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return request


def _is_lazy(context: TemplateContext, asked: bool | str | None) -> bool:
    """Whether a frame waits until it is near the viewport. By default, all but the first frame of a page do."""
    request = _request_of(context)
    is_first = not getattr(request, _FRAMES_SEEN, False)
    if request is not None:
        setattr(request, _FRAMES_SEEN, True)
    return not is_first if asked is None else _flag(asked)


@contextmanager
def _errors_of(tag: str) -> Iterator[None]:
    """Put the tag's name into the messages of errors."""
    try:
        yield
    except EmbedError as error:
        raise EmbedError(f"{tag}: {error}") from error


def plotly_app(
    context: TemplateContext,
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    ratio: float | str | None = None,
    use_frameborder: bool | str = False,
    initial_arguments: Any = None,
    height: float | str | None = None,
    title: str = "",
    auto_height: bool | str = True,
    lazy: bool | str | None = None,
    path: str = "",
    url_parameter: str = "",
) -> SafeString:
    """Put an app on the page in a frame (manual: template tags).

    Args:
        name: name of a registered app.
        slug: slug of a saved state; overrides ``name``.
        da: a ``DashApp``, used if neither is given.
        ratio: height divided by width.
        use_frameborder: draw the frame's border.
        initial_arguments: component id to ``{property: value}``, or the same as JSON text.
        height: pixels or a CSS length.
        title: for assistive technology; by default the app's title.
        auto_height: make the frame as high as the app's content, unless ``ratio`` or ``height`` is given. If it is
            False and neither is given, the ratio is 0.1, as in the manual.
        lazy: load the frame when it is near the viewport; by default on, except for the first frame of a page.
        path: path and query within the app to show at first (``/item/7?colour=red``).
        url_parameter: name of a parameter of the page's URL that follows the path within the app.

    Raises:
        EmbedError: an argument is wrong; the message names the tag and the argument.
    """
    with _errors_of("plotly_app"):
        if ratio is not None and ratio != "":
            sizing = Sizing.ratio(ratio)
        elif height is not None and height != "":
            sizing = Sizing.fixed(height)
        else:
            sizing = Sizing.auto() if _flag(auto_height) else Sizing.ratio(_MANUAL_RATIO)
        return embed(
            name,
            slug,
            da,
            initial_arguments=initial_arguments,
            sizing=sizing,
            title=title,
            lazy=_is_lazy(context, lazy),
            border=_flag(use_frameborder),
            request=_request_of(context),
            path=path,
            url_parameter=url_parameter,
        ).render()


def plotly_app_bootstrap(
    context: TemplateContext,
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    aspect: str = "4by3",
    initial_arguments: Any = None,
    title: str = "",
    lazy: bool | str | None = None,
    path: str = "",
    url_parameter: str = "",
) -> SafeString:
    """Put an app on the page with one of Bootstrap's ratios, using the classes of Bootstrap 4 and 5.

    Args:
        name: as in :func:`plotly_app`; so are ``slug``, ``da``, ``initial_arguments``, ``title``, ``lazy``, ``path``
            and ``url_parameter``.
        aspect: 21by9, 16by9, 4by3 or 1by1.

    Raises:
        EmbedError: an argument is wrong; the message names the tag and the argument.
    """
    with _errors_of("plotly_app_bootstrap"):
        return embed(
            name,
            slug,
            da,
            initial_arguments=initial_arguments,
            sizing=Sizing.bootstrap(aspect),
            title=title,
            lazy=_is_lazy(context, lazy),
            request=_request_of(context),
            path=path,
            url_parameter=url_parameter,
        ).render()


def plotly_direct(
    context: TemplateContext,
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    initial_arguments: Any = None,
) -> SafeString:
    """Put an app into the page itself, without a frame. A page can have several, and the same app more than once.

    Args:
        name: as in :func:`plotly_app`; so are ``slug``, ``da`` and ``initial_arguments``.

    Raises:
        EmbedError: an argument is wrong; the message names the tag and the argument.
    """
    with _errors_of("plotly_direct"):
        return insert(
            embed(name, slug, da, initial_arguments=initial_arguments, request=_request_of(context)),
        )


def plotly_header(context: TemplateContext) -> SafeString:
    """Mark where the style sheets of direct apps go, in the page's ``<head>``. It needs ``BaseMiddleware``."""
    return _marker(context, "header")


def plotly_footer(context: TemplateContext) -> SafeString:
    """Mark where the scripts of direct apps go, at the end of the page. It needs ``BaseMiddleware``."""
    return _marker(context, "footer")


def _marker(context: TemplateContext, place: Place) -> SafeString:
    insertions = insertions_of(_request_of(context))
    return insertions.marker(place) if insertions is not None else SafeString()


def plotly_message_pipe(context: TemplateContext, url: str | None = None) -> SafeString:
    """Add the websocket for live pipes to the page, once even if the tag is used repeatedly (manual: live updating).

    Args:
        url: URL of the websocket; by default ``PLOTLY_DASH["ws_route"]`` below the site's script name.
    """
    request = _request_of(context)
    if getattr(request, _HUB_SEEN, False):
        return SafeString()
    if request is not None:
        setattr(request, _HUB_SEEN, True)
    return hub_script(url or "", f" data-page defer{nonce_attribute(_request_of(context))}")


def site_root_url(context: TemplateContext) -> str:
    """Return the domain of the current site from ``django.contrib.sites``, or else that of the request.

    Without a request it is empty.
    """
    request = _request_of(context)
    return get_current_site(request).domain if request is not None else ""


def plotly_app_identifier(
    name: str | None = None, slug: str | None = None, da: Any = None, postfix: str | None = None
) -> str:
    """Return a name for an app in HTML classes and ids: the state's slug, or the slug of the app's name.

    Args:
        name: as in :func:`plotly_app`; so are ``slug`` and ``da``.
        postfix: appended with a hyphen, unchanged.

    Raises:
        EmbedError: an argument is wrong; the message names the tag and the argument.
    """
    with _errors_of("plotly_app_identifier"):
        identifier = app_identifier(name, slug, da)
    return f"{identifier}-{postfix}" if postfix else identifier


def plotly_class(
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    prefix: str | None = None,
    postfix: str | None = None,
    template_type: str | None = None,
) -> str:
    """Return three class names for an element around an app: for the prefix, the type of template, and the app.

    Args:
        name: as in :func:`plotly_app`; so are ``slug`` and ``da``.
        prefix: used instead of ``django-plotly-dash``.
        postfix: appended to the app's identifier with a hyphen.
        template_type: used instead of ``iframe``.

    Raises:
        EmbedError: an argument is wrong; the message names the tag and the argument.
    """
    with _errors_of("plotly_class"):
        identifier = app_identifier(name, slug, da)
    prefix = prefix or "django-plotly-dash"
    behind = f"-{postfix}" if postfix else ""
    return f"{prefix} {prefix}-{template_type or 'iframe'} {prefix}-app-{identifier}{behind}"


# Django's template library and Jinja2 environments get the same functions.
WITH_CONTEXT: tuple[Callable[..., str], ...] = (
    plotly_app,
    plotly_app_bootstrap,
    plotly_direct,
    plotly_header,
    plotly_footer,
    plotly_message_pipe,
    site_root_url,
)
WITHOUT_CONTEXT: tuple[Callable[..., str], ...] = (plotly_app_identifier, plotly_class)

register = template.Library()
for function in WITH_CONTEXT:
    register.simple_tag(function, takes_context=True)
for function in WITHOUT_CONTEXT:
    register.simple_tag(function)
