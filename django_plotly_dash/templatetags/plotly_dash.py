"""``{% load plotly_dash %}``: the template tags, thin faces of ``embedding``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from ..embedding import EmbedError, Sizing, app_identifier, embed

register = template.Library()

_FALSE = frozenset({"0", "false", "no", "off", "", "none"})
_FRAMES_SEEN = "_django_plotly_dash_frame_seen"
_MANUAL_RATIO = 0.1


def _flag(value: Any) -> bool:
    return value.strip().lower() not in _FALSE if isinstance(value, str) else bool(value)


def _request_of(context: Context) -> HttpRequest | None:
    """The request: a ``RequestContext`` has it also where the context processor is not in the settings."""
    request: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return request


def _is_lazy(context: Context, asked: bool | str | None) -> bool:
    """Whether a frame waits until it comes near the view: as asked, else all but the first of a page do."""
    request = _request_of(context)
    is_first = not getattr(request, _FRAMES_SEEN, False)
    if request is not None:
        setattr(request, _FRAMES_SEEN, True)
    return not is_first if asked is None else _flag(asked)


@contextmanager
def _errors_of(tag: str) -> Iterator[None]:
    """Name the tag in the errors of a call."""
    try:
        yield
    except EmbedError as error:
        raise EmbedError(f"{{% {tag} %}}: {error}") from error


@register.simple_tag(takes_context=True)
def plotly_app(
    context: Context,
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
) -> SafeString:
    """Put an app on the page in a frame (manual: template tags).

    Args:
        name: name of a registered app.
        slug: slug of a saved state; wins over ``name``.
        da: a ``DashApp``, used where neither is given.
        ratio: height divided by width.
        use_frameborder: draw the frame's border.
        initial_arguments: component id to ``{property: value}``, or that as JSON text.
        height: pixels or a CSS length.
        title: for assistive technology; by default the app's title.
        auto_height: as high as the app's content, unless ``ratio`` or ``height`` says otherwise; False with neither
            means the manual's ratio of 0.1.
        lazy: load when near the view; by default on, but for the first frame of a page.

    Raises:
        EmbedError: the call is wrong; the message names tag and argument.
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
        ).render()


@register.simple_tag(takes_context=True)
def plotly_app_bootstrap(
    context: Context,
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    aspect: str = "4by3",
    initial_arguments: Any = None,
    title: str = "",
    lazy: bool | str | None = None,
) -> SafeString:
    """Put an app on the page in one of Bootstrap's ratios, with the classes of Bootstrap 4 and 5.

    Args:
        name: as in :func:`plotly_app`, and so ``slug``, ``da``, ``initial_arguments``, ``title`` and ``lazy``.
        aspect: 21by9, 16by9, 4by3 or 1by1.

    Raises:
        EmbedError: the call is wrong; the message names tag and argument.
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
        ).render()


@register.simple_tag
def plotly_app_identifier(
    name: str | None = None, slug: str | None = None, da: Any = None, postfix: str | None = None
) -> str:
    """Return what names an app in classes and ids of HTML: the state's slug, or the slug of the app's name.

    Args:
        name: as in :func:`plotly_app`, and so ``slug`` and ``da``.
        postfix: put behind it with a hyphen, as it is.

    Raises:
        EmbedError: the call is wrong; the message names tag and argument.
    """
    with _errors_of("plotly_app_identifier"):
        identifier = app_identifier(name, slug, da)
    return f"{identifier}-{postfix}" if postfix else identifier


@register.simple_tag
def plotly_class(
    name: str | None = None,
    slug: str | None = None,
    da: Any = None,
    prefix: str | None = None,
    postfix: str | None = None,
    template_type: str | None = None,
) -> str:
    """Return three class names for an element around an app: the prefix, the type of template, and the app.

    Args:
        name: as in :func:`plotly_app`, and so ``slug`` and ``da``.
        prefix: in place of ``django-plotly-dash``.
        postfix: put behind the app's identifier with a hyphen.
        template_type: in place of ``iframe``.

    Raises:
        EmbedError: the call is wrong; the message names tag and argument.
    """
    with _errors_of("plotly_class"):
        identifier = app_identifier(name, slug, da)
    prefix = prefix or "django-plotly-dash"
    behind = f"-{postfix}" if postfix else ""
    return f"{prefix} {prefix}-{template_type or 'iframe'} {prefix}-app-{identifier}{behind}"
