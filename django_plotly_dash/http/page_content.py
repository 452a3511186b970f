"""Change the text of a finished page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase


def change_page(response: HttpResponseBase, change: Callable[[str], str]) -> None:
    """Change the text of a response that is a complete, readable HTML page, and of no other response.

    Streams, files, other content types and compressed responses are left unchanged.

    Args:
        response: the response; its ``Content-Length`` is updated.
        change: takes the page's text and returns the new text; the same object means that nothing changed.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not isinstance(response, HttpResponse) or kind != "text/html" or response.has_header("Content-Encoding"):
        return
    charset = response.charset
    try:
        page = response.content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return
    changed = change(page)
    if changed is page or changed == page:
        return
    response.content = changed.encode(charset, "xmlcharrefreplace")
    if response.has_header("Content-Length"):
        response.headers["Content-Length"] = str(len(response.content))
