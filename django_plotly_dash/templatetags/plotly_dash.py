"""``{% load plotly_dash %}``: the template tags, thin faces of ``embedding``."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from ..embedding import EmbedError, Sizing, embed

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


def _is_first_frame(context: Context) -> bool:
    request = _request_of(context)
    seen = getattr(request, _FRAMES_SEEN, False)
    if request is not None:
        setattr(request, _FRAMES_SEEN, True)
    return not seen


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
    try:
        if ratio not in (None, ""):
            sizing = Sizing.ratio(ratio)
        elif height not in (None, ""):
            sizing = Sizing.fixed(height)
        else:
            sizing = Sizing.auto() if _flag(auto_height) else Sizing.ratio(_MANUAL_RATIO)
        first = _is_first_frame(context)
        return embed(
            name,
            slug,
            da,
            initial_arguments=initial_arguments,
            sizing=sizing,
            title=title,
            lazy=not first if lazy is None else _flag(lazy),
            border=_flag(use_frameborder),
            request=_request_of(context),
        ).render()
    except EmbedError as error:
        raise EmbedError(f"{{% plotly_app %}}: {error}") from error
