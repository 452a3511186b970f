"""What direct apps need in a page's head and at its end, collected during rendering and inserted afterwards.

The apps come after the head, so the tags ``plotly_header`` and ``plotly_footer`` write markers, which
``BaseMiddleware`` replaces in the finished page. The page works without them: ``direct.js`` loads what is missing.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Literal

from django.template.response import SimpleTemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_plotly_dash.http.csp import nonce_attribute
from django_plotly_dash.http.page_content import change_page
from django_plotly_dash.utils.own_static import own_file_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponseBase

    from django_plotly_dash.page.parts import PageParts

_ATTRIBUTE = "_django_plotly_dash_insertions"
_NAME = "django-plotly-dash"

Place = Literal["header", "footer"]


class Insertions:
    """The style sheets and scripts of a page's direct apps, each once, and the markers that say where they go."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._token = ""
        self._stylesheets: dict[str, Mapping[str, str]] = {}
        self._scripts: dict[str, Mapping[str, str]] = {}

    def add(self, parts: PageParts) -> None:
        """Add what another app needs."""
        for link in parts.stylesheets:
            self._stylesheets.setdefault(link.get("href", ""), link)
        for script in parts.scripts:
            self._scripts.setdefault(script["src"], script)

    def marker(self, place: Place) -> SafeString:
        """Return the comment to replace. It has a random token, so that content of the page cannot forge it."""
        self._token = self._token or secrets.token_hex(16)
        return format_html("<!--{} {} {}-->", _NAME, place, self._token)

    def _head(self) -> SafeString:
        if not self._scripts:
            return SafeString()
        links = [
            {"rel": "stylesheet", "href": own_file_url("direct.css")},
            {"rel": "modulepreload", "href": own_file_url("direct.js")},
            *self._stylesheets.values(),
        ]
        nonce = nonce_attribute(self._request)
        return format_html_join("\n", "<link{}{}>", ((_attributes(link), nonce) for link in links))

    def _foot(self) -> SafeString:
        # The scripts run in this order, and do not delay the rest of the page.
        scripts = [{**({} if "async" in script else {"defer": ""}), **script} for script in self._scripts.values()]
        nonce = nonce_attribute(self._request)
        return format_html_join("\n", "<script{}{}></script>", ((_attributes(script), nonce) for script in scripts))

    def fill(self, response: HttpResponseBase) -> None:
        """Replace the first marker of each kind in a response, and remove the others.

        A response that is not a complete, readable HTML page is left unchanged; the markers are only comments.
        """
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(self.fill)
            return
        if not self._token:
            return
        pieces: dict[str, str] = {"header": self._head(), "footer": self._foot()}
        marker = f"<!--{_NAME} (header|footer) {self._token}-->"
        change_page(response, lambda page: re.sub(marker, lambda match: pieces.pop(match[1], ""), page))


def _attributes(values: Mapping[str, str]) -> SafeString:
    return format_html_join("", ' {}="{}"', values.items())


def collect_for(request: HttpRequest) -> Insertions:
    """Start collecting for a request."""
    insertions = Insertions(request)
    setattr(request, _ATTRIBUTE, insertions)
    return insertions


def insertions_of(request: HttpRequest | None) -> Insertions | None:
    """Return what has been collected for a request; None if ``BaseMiddleware`` is not used."""
    return getattr(request, _ATTRIBUTE, None)
