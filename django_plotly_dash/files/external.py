"""Files that pages load from other hosts, and which of them this site has too, such as Bootstrap.

With ``serve_locally`` a page loads files only from this site: known URLs are replaced by those of our own copies
(manual: local assets).
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape

from django.apps import apps
from django.templatetags.static import static

_BOOTSTRAP_5 = re.compile(
    r"https?://(cdn\.jsdelivr\.net/npm/bootstrap@|unpkg\.com/bootstrap@"
    r"|(stackpath|maxcdn|netdna)\.bootstrapcdn\.com/bootstrap/|cdnjs\.cloudflare\.com/ajax/libs/(twitter-)?bootstrap/)"
    r"5(\.\d+){0,2}/(dist/)?css/bootstrap(\.min)?\.css\Z"
)
_OURS = "django_plotly_dash/bootstrap/bootstrap.min.css"
# Runs in linear time on any page: nothing in the pattern can match in two ways.
_TAG = re.compile(r"<(?:link|script)\b[^<>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"""(?P<name>\b(?:href|src)\s*=\s*)(?P<quote>["']?)(?P<url>[^\s"'>]+)(?P=quote)""", re.IGNORECASE)
# These attributes apply to the file on the other host.
_BOUND_TO_HOST = re.compile(r"""\s(?:integrity|crossorigin)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?""", re.IGNORECASE)


@cache
def _support_package() -> list[tuple[str, str]]:
    """What dpd_static_support provides, if the site lists it: prefixes of URLs, and of the static paths for them."""
    if not apps.is_installed("dpd_static_support"):
        return []
    from dpd_static_support.mappings import static_substitutions

    return [(str(source), str(target)) for source, target in static_substitutions]


def local_url(url: str) -> str | None:
    """Return this site's own URL for a file of another host; None if it does not have the file."""
    if _BOOTSTRAP_5.match(url):
        path = _OURS
    else:
        found = [target + url.removeprefix(source) for source, target in _support_package() if url.startswith(source)]
        if not found:
            return None
        path = found[0]
    try:
        return static(path)
    except ValueError:  # the file was not collected
        return None


def localise(html: str) -> str:
    """Replace URLs of known files in ``<link>`` and ``<script>`` elements by those of this site's copies.

    Args:
        html: a page or a part of a page.
    """
    return _TAG.sub(_localised, html) if "://" in html else html


def _localised(tag: re.Match[str]) -> str:
    address = _ADDRESS.search(tag[0]) if "://" in tag[0] else None
    local = local_url(unescape(address["url"])) if address else None
    if address is None or local is None:
        return tag[0]
    quote = address["quote"] or '"'
    own = f"{address['name']}{quote}{escape(local)}{quote}"
    return _BOUND_TO_HOST.sub("", tag[0][: address.start()]) + own + _BOUND_TO_HOST.sub("", tag[0][address.end() :])
