"""A path within an app: what a frame shows at first, and what the address of its page may follow (``frame.js``)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

# Dots that climb, backslashes, which browsers take for slashes, a host or a scheme, line ends.
_LEADS_AWAY = re.compile(r"(^|/)\.\.?(/|$)|//|\\|^[\w+.-]+:|[\x00-\x1f]")
_PARAMETER = re.compile(r"[-\w]{1,40}\Z", re.ASCII)


def path_within(path: str) -> str:
    """Return a path within an app as it follows the app's URL, percent-encoded.

    Args:
        path: path and query (``/item/7?colour=red``); the first slash may be missing.

    Raises:
        ValueError: it leads out of the app.
    """
    text = str(path or "").removeprefix("/")
    # Browsers take also %2e%2e for dots that climb.
    if text.startswith("/") or _LEADS_AWAY.search(unquote(text.partition("?")[0])):
        raise ValueError(f"path must be a path within the app such as '/item/7?colour=red', not {path!r}")
    return quote(text, safe="/?=&%+:@!$'()*,;~#-._")


def parameter_name(name: str) -> str:
    """Return the name of a parameter of a page's URL; empty where none is wanted.

    Raises:
        ValueError: it is none.
    """
    if name and not _PARAMETER.match(str(name)):
        raise ValueError(f"url_parameter must be made of letters, digits, '-' and '_', not {name!r}")
    return str(name or "")
