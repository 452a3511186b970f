"""The source code of what a page shows, read from the running files, with syntax highlighting by CSS classes."""

from __future__ import annotations

import inspect
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from cms_demo.demo_pages.page import show
from django_plotly_dash.registry.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cms_demo.demo_pages.page import DemoPage


class Source(NamedTuple):
    """The source of an app, module, template or view.

    Attributes:
        part: which of these it is.
        name: the name of its module or template.
        html: its text as HTML, without an element around it.
    """

    part: str
    name: str
    html: SafeString


def sources_of(page: DemoPage) -> list[Source]:
    """Return the sources of a page: the template, the view if it has one of its own, and the apps."""
    # Only Django's own engine has templates with a source.
    template: Any = get_template(page.template)
    sources = [Source("template", page.template, marked(template.template.source, "html+django"))]
    if page.view is not show:
        name = f"{page.view.__module__}.{page.view.__name__}"
        sources.append(Source("view", name, marked(inspect.getsource(page.view), "python")))
    making_apps = {app.module for app in registry.apps()}
    for module in (*page.apps, *page.more):
        part = "app" if module.__name__ in making_apps else "module"
        sources.append(Source(part, module.__name__, marked(inspect.getsource(module), "python")))
    return sources


def sources_of_apps(names: Iterable[str]) -> list[Source]:
    """Return the sources of the modules of apps; an app that is no longer registered has none.

    Args:
        names: names of apps.
    """
    found = [registry.registered(name) for name in names]
    modules = dict.fromkeys(app.module for app in found if app is not None)
    return [Source("app", name, marked(inspect.getsource(sys.modules[name]), "python")) for name in modules]


def app_keys(value: Any) -> Iterator[int]:
    """Yield the primary keys of the apps in what StreamField stores of blocks.

    Args:
        value: the stored form of a stream, a block or a part of one.
    """
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "app" and isinstance(part, int):
                yield part
            else:
                yield from app_keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from app_keys(part)


@lru_cache(maxsize=64)
def marked(text: str, language: str) -> SafeString:
    """Return source text as HTML; the classes of its tokens are those of Pygments, coloured by ``site.css``.

    Args:
        text: the source.
        language: name of one of Pygments' lexers.
    """
    html = highlight(text, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    return mark_safe(html.rstrip("\n"))  # noqa: S308  Pygments escapes what it is given
