"""Django responses for what Dash views return, and the headers and errors that go with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.http import http_date

from django_plotly_dash.mount.mount import Mount, current_mount, resolve_prefix

if TYPE_CHECKING:
    from django.http import HttpRequest

_NO_TOKEN = re.compile(r"[^-!#$%&'*+.^_`|~0-9A-Za-z]")
_NO_TEXT = re.compile(r"[^ !#-\[\]-~]")


def as_response(result: Any, prefix: str) -> HttpResponseBase:
    """Turn the result of a Dash view into a response. It may be text, JSON, or Flask's (body, status, headers)."""
    status, headers = 200, {}
    if isinstance(result, tuple):
        result, *rest = result
        for part in rest:
            if isinstance(part, int):
                status = part
            else:
                headers = dict(part)
    if isinstance(result, str) and not headers:
        # The page of an app: set its content only once.
        content = resolve_prefix(result.encode(settings.DEFAULT_CHARSET), prefix)
        return HttpResponse(content, status=status)
    if isinstance(result, HttpResponseBase):
        response = result
    elif isinstance(result, (dict, list)):
        response = JsonResponse(result, safe=False, status=status, headers=headers)
    elif hasattr(result, "get_data") and hasattr(result, "status_code"):  # a werkzeug response from a hook's route
        response = HttpResponse(result.get_data(), status=result.status_code, headers=dict(result.headers))
    else:
        response = HttpResponse(result, status=status, headers=headers)
    kind = response.headers.get("Content-Type", "")
    if isinstance(response, HttpResponse) and kind.startswith(("application/json", "text/html")):
        content = response.content
        resolved = resolve_prefix(content, prefix)
        if resolved is not content:
            response.content = resolved
    return response


def json_error(message: str, status: int) -> JsonResponse:
    """Return a JSON response with a message under ``error``."""
    return JsonResponse({"error": message}, status=status)


def asset_freshness(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the ``Cache-Control`` of an asset: forever if the URL has its time of modification, as Dash's URLs do."""
    try:
        changed = http_date(int(float(request.GET["m"])))
    except (KeyError, ValueError, OverflowError, OSError):  # not a number, or out of range for a date
        return "no-cache"
    if changed != response.headers.get("Last-Modified"):
        return "no-cache"
    # Shared caches must not keep what a decorator, a rule or a ticket protects.
    mount = current_mount()
    whose = "public" if mount is not None and not mount.is_guarded else "private"
    return f"{whose}, max-age=31536000, immutable"


def keep_from_others(mount: Mount, response: HttpResponseBase) -> None:
    """Keep a response that a rule or a ticket protects out of shared caches."""
    if mount.is_guarded:
        response.headers.setdefault("Cache-Control", "private, no-cache")


def timing_entry(name: str, info: Mapping[str, Any]) -> str:
    """Return one entry of a ``Server-Timing`` header, from what Dash keeps for it."""
    # An app may have put text from a visitor there, so line ends and quotes are removed.
    entry = _NO_TOKEN.sub("_", name)
    if info.get("desc") is not None:
        entry += f';desc="{_NO_TEXT.sub("_", str(info["desc"]))}"'
    if info.get("dur") is not None:
        entry += f";dur={info['dur']}"
    return entry
