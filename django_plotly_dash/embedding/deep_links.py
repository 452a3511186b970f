"""Paths within an app: what a frame shows at first, and what the page's URL can follow (``frame.js``)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

# Dot segments, backslashes (which browsers read as slashes), a host or a scheme, and control characters.
_LEADS_AWAY = re.compile(r"(^|/)\.\.?(/|$)|//|\\|^[\w+.-]+:|[\x00-\x1f]")
_PARAMETER = re.compile(r"[-\w]{1,40}\Z", re.ASCII)


def path_within(path: str) -> str:
    """Return a path within an app, percent-encoded, to append to the app's URL.

    Args:
        path: path and query (``/item/7?colour=red``); the first slash may be missing.

    Raises:
        ValueError: it leads out of the app.
    """
    text = str(path or "").removeprefix("/")
    # Browsers also read %2e%2e as a dot segment.
    if text.startswith("/") or _LEADS_AWAY.search(unquote(text.partition("?")[0])):
        raise ValueError(f"path must be a path within the app such as '/item/7?colour=red', not {path!r}")
    return quote(text, safe="/?=&%+:@!$'()*,;~#-._")


def parameter_name(name: str) -> str:
    """Return the name of a URL parameter of a page; empty if none is wanted.

    Raises:
        ValueError: it is not a valid name.
    """
    if name and not _PARAMETER.match(str(name)):
        raise ValueError(f"url_parameter must be made of letters, digits, '-' and '_', not {name!r}")
    return str(name or "")
