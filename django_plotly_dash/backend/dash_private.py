"""The private names of Dash that we rely on, each imported here and nowhere else.

Dash gives no promise for them: ``tests/core/test_dash_private_names.py`` has one test for each, which says what a new
release of Dash took away. Private *methods* of ``dash.Dash`` are overridden in ``dash_app.py`` and called in
``backend/``; the same tests name them.
"""

import sys
from collections.abc import Iterator
from types import ModuleType

from dash import _callback, _dash_renderer, _get_paths, _pages, _validate
from dash._get_app import app_context
from dash._utils import AttributeDict, stringify_id, to_json
from dash.backends._utils import format_traceback_html
from dash.fingerprint import build_fingerprint, check_fingerprint

__all__ = [
    "AttributeDict",
    "_callback",
    "_dash_renderer",
    "_get_paths",
    "_pages",
    "_validate",
    "app_context",
    "build_fingerprint",
    "check_fingerprint",
    "format_traceback_html",
    "page_registry_holders",
    "stringify_id",
    "to_json",
]


def page_registry_holders() -> Iterator[tuple[ModuleType, str]]:
    """Yield modules of Dash that hold the registry of pages, each of which has imported it, and its name there."""
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] == "dash":
            for name in ("PAGE_REGISTRY", "page_registry"):
                if name in vars(module):
                    yield module, name
