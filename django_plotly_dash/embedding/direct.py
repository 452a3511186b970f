"""Insertion of apps into a page without a frame, any number of them.

The page gets a ``<dash-app>`` element, which holds all that ``static/django_plotly_dash/direct.js`` needs to start the
app: Dash's configuration of this mount, and the style sheets and scripts in Dash's order.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from django_plotly_dash.embedding.insertions import insertions_of
from django_plotly_dash.http.error_pages import error_context
from django_plotly_dash.mount.mount import Mount, resolve_prefix
from django_plotly_dash.page.finish import csrf_header, token_is_hidden
from django_plotly_dash.page.parts import PageParts, page_parts
from django_plotly_dash.utils.dash_private import to_json

if TYPE_CHECKING:
    from django_plotly_dash.embedding.frame import Embed

logger = logging.getLogger("django_plotly_dash.app")

# What could end the <script> element that holds JSON, as in Django's ``json_script``.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def insert(embed: Embed) -> SafeString:
    """Return the HTML of an app without a frame: a ``<dash-app>``, or a plain link where there is no request.

    An app that cannot be set up is logged and says so in its place; the page is not harmed.
    """
    request = embed.request
    if request is None:
        return embed.render()
    mount = Mount(
        app=embed.app, request=request, root=embed.root, prefix=embed.url, subpath="", instance=embed.instance
    )
    try:
        parts = page_parts(mount)
    except Exception as error:
        logger.exception("Dash app %r cannot be put on the page %r", embed.app.app_name, request.path)
        return render_to_string("django_plotly_dash/error.html", error_context(embed.app.app_name, error))
    insertions = insertions_of(request)
    if insertions is not None:
        insertions.add(parts)
    context = {"embed": embed, "content": _json(_content(parts, mount), mount.prefix)}
    return render_to_string("django_plotly_dash/direct.html", context, request=request)


def _content(parts: PageParts, mount: Mount) -> dict[str, Any]:
    """What ``direct.js`` reads."""
    content: dict[str, Any] = {
        "config": parts.config,
        "stylesheets": parts.stylesheets,
        "scripts": parts.scripts,
        "inlineScripts": parts.inline_scripts,
        "renderer": parts.renderer,
        "namespace": mount.namespace,
        "messages": {
            "failed": _("This app cannot be shown at the moment."),
            "refused": _("Please log in to see this."),
        },
    }
    if token_is_hidden():
        content["csrf"] = {csrf_header(): get_token(mount.request)}
    return content


def _json(content: dict[str, Any], prefix: str) -> SafeString:
    text = resolve_prefix(to_json(content).encode(), prefix).decode()
    if not text.isascii():
        text = json.dumps(json.loads(text))  # so that it stands in a page of any charset
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  it has no "<" and no "&"
