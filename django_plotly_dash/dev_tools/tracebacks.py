"""The traceback of a callback, for the error overlay of Dash's developer tools. It is shown only with DEBUG."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from types import FrameType, TracebackType

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

# Where Dash calls a callback (dash/_callback.py).
_CALLS = frozenset({"_invoke_callback", "_async_invoke_callback"})
# Packages between that call and the developer's function.
_BETWEEN = frozenset({"django_plotly_dash", "asgiref"})


def traceback_page(error: Exception, *, prune: bool) -> HttpResponse:
    """Return a page with status 500, which the overlay shows in a frame.

    Args:
        error: the exception that a callback raised.
        prune: show only the frames of the developer's own code, if there are any.
    """
    shown = list(_frames_of_callback(error.__traceback__)) if prune else []
    if not shown:
        shown = list(traceback.walk_tb(error.__traceback__))
    frames = [(_breakable(frame.filename), frame) for frame in traceback.StackSummary.extract(iter(shown))]
    text = "".join(traceback.format_exception(error))
    context = {"kind": type(error).__name__, "message": str(error), "frames": frames, "text": text}
    return HttpResponse(render_to_string("django_plotly_dash/traceback_page.html", context), status=500)


def _breakable(path: str) -> SafeString:
    """Return a path as HTML with possible line breaks, so that the narrow overlay shows its end, the file's name."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in re.split(r"(?<=[/\\])", path)))


def _frames_of_callback(tb: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    """Yield the frames below the last call of a callback by Dash, without our own."""
    walked = list(traceback.walk_tb(tb))
    calls = [number for number, (frame, _line) in enumerate(walked) if frame.f_code.co_name in _CALLS]
    for frame, line in walked[calls[-1] + 1 :] if calls else []:
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] not in _BETWEEN:
            yield frame, line
