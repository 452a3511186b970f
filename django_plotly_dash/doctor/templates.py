"""What is wrong where templates use our tags. Templates are compiled, but not rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError
from django.template import Template, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression, Node, NodeList, Origin
from django.template.library import SimpleNode

from django_plotly_dash.doctor.findings import Finding
from django_plotly_dash.doctor.site_files import SiteFiles
from django_plotly_dash.embedding.frame import ASPECTS
from django_plotly_dash.registry.registry import registry

_OURS = re.compile(r"\{%-?\s*(?:plotly_\w+|load[^%]*plotly[_-]dash)")
_FRAME = re.compile(
    r"<iframe\b[^>]*\bsrc=[\"'](?P<url>[^\"']*(?:plotly_dash|/dash|/app/|/instance/)[^\"']*)", re.IGNORECASE
)
_NAMING = ("name", "slug", "da")
_INSERTING = frozenset({"plotly_app", "plotly_app_bootstrap", "plotly_direct"})


def template_findings(files: SiteFiles, *, compare: bool = True) -> Iterator[Finding]:
    """Yield what is wrong in templates.

    Args:
        files: the site's files.
        compare: whether all apps are loaded, so that names in templates can be checked.
    """
    engine = next((one for one in engines.all() if isinstance(one, DjangoTemplates)), None)
    for path in files.find(".html"):
        text = path.read_text(encoding="utf-8", errors="replace")
        shown = files.shown(path)
        for match in _FRAME.finditer(text):
            yield Finding(
                "template.frame",
                False,
                f"A frame has the URL {match['url']!r} written out. The tag finds the URL, and fits the height to the "
                "app.",
                shown,
                text.count("\n", 0, match.start()) + 1,
                '{% load plotly_dash %}\n{% plotly_app name="..." %}',
            )
        if engine is None or not _OURS.search(text):
            continue
        try:
            template = Template(text, Origin(str(path)), str(path), engine.engine)
        except TemplateSyntaxError as error:
            yield _syntax(error, text, shown)
            continue
        for node in _tags(template.nodelist):
            yield from _tag(node, shown, compare)


def _syntax(error: TemplateSyntaxError, text: str, shown: str) -> Finding:
    token = getattr(error, "token", None)
    said = str(error)
    is_not_loaded = "plotly_" in said and not re.search(r"\bload\b[^%]*\bplotly_dash\b", text)
    return Finding(
        "template.syntax",
        True,
        f"The template cannot be compiled: {said}",
        shown,
        (token.lineno if token is not None else 0) or 0,
        "{% load plotly_dash %}" if is_not_loaded or "plotly-dash" in said else "",
    )


def _tags(nodelist: NodeList) -> Iterator[SimpleNode]:
    for node in nodelist.get_nodes_by_type(Node):
        if isinstance(node, SimpleNode) and node.func.__module__ == "django_plotly_dash.templatetags.plotly_dash":
            yield node


def _tag(node: SimpleNode, shown: str, compare: bool) -> Iterator[Finding]:
    tag = node.func.__name__
    if tag not in _INSERTING and tag not in {"plotly_class", "plotly_app_identifier"}:
        return
    given = dict(zip(_NAMING, node.args, strict=False)) | dict(node.kwargs)
    line = (node.token.lineno if node.token is not None else 0) or 0
    if not given.keys() & set(_NAMING):
        what = f"{tag} shows nothing: it needs a name, slug or da."
        yield Finding("template.nothing", True, what, shown, line, f'{{% {tag} name="..." %}}')
    name = _literal(given.get("name"))
    if name and compare and registry.registered(name) is None:
        known = ", ".join(registry.names()) or "none"
        what = f"{tag} has the name {name!r}, but there is no such app. There are: {known}."
        yield Finding("template.unknown-app", True, what, shown, line)
    slug = _literal(given.get("slug"))
    if slug and not _has_state(slug):
        what = f"{tag} has the slug {slug!r}, but there is no such saved state."
        yield Finding("template.unknown-state", False, what, shown, line)
    aspect = _literal(given.get("aspect"))
    if aspect is not None and aspect not in ASPECTS:
        what = f"The aspect of {tag} must be one of {', '.join(ASPECTS)}, not {aspect!r}."
        yield Finding("template.aspect", True, what, shown, line, 'aspect="16by9"')


def _literal(value: object) -> str | None:
    """The text, if it is written in the template itself; None for a variable."""
    if isinstance(value, FilterExpression) and isinstance(value.var, str) and not value.filters:
        return str(value.var)
    return None


def _has_state(slug: str) -> bool:
    if not apps.is_installed("django_plotly_dash"):
        return True
    from django_plotly_dash.models import DashApp

    try:
        return DashApp.objects.filter(slug=slug).exists()
    except DatabaseError:
        return True  # database_findings() has a finding for it
