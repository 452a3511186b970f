"""The private names of Dash that we use, each imported only here.

Dash gives no promise for them: ``tests/core/utils/test_dash_private.py`` has one test for each, which says what a new
release of Dash took away. Private *methods* of ``dash.Dash`` are overridden in ``app/``, ``page/`` and other
rooms, and called in ``app/callback_views.py``; the same tests name them.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from dash import _callback, _callback_signing, _dash_renderer, _get_paths, _pages, _validate
from dash._callback_context import context_value
from dash._configs import get_combined_config
from dash._get_app import app_context
from dash._utils import AttributeDict, inputs_to_dict, stringify_id, to_json
from dash.backends.ws import (
    FLUSH_SIGNAL,
    SHUTDOWN_SIGNAL,
    DashWebsocketCallback,
    run_ws_sender,
    shutdown_ws_connection,
)
from dash.background_callback.managers import BaseBackgroundCallbackManager
from dash.fingerprint import build_fingerprint, check_fingerprint

__all__ = [
    "FLUSH_SIGNAL",
    "SHUTDOWN_SIGNAL",
    "AttributeDict",
    "BaseBackgroundCallbackManager",
    "DashWebsocketCallback",
    "_callback",
    "_callback_signing",
    "_dash_renderer",
    "_get_paths",
    "_pages",
    "_validate",
    "app_context",
    "build_fingerprint",
    "check_fingerprint",
    "context_value",
    "get_combined_config",
    "inputs_to_dict",
    "mcp_adapters",
    "mcp_functions",
    "mcp_primitives",
    "mcp_resources",
    "mcp_tasks",
    "mcp_types",
    "page_registry_holders",
    "run_ws_sender",
    "shutdown_ws_connection",
    "stringify_id",
    "to_json",
]


def page_registry_holders() -> Iterator[tuple[ModuleType, str]]:
    """Yield Dash's modules that have imported the registry of pages, each with its name in the module."""
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] == "dash":
            for name in ("PAGE_REGISTRY", "page_registry"):
                if name in vars(module):
                    yield module, name


# Dash's MCP server is imported only when an app has tools, as in Dash itself.


def mcp_adapters() -> Any:
    """Return the module that turns an app's callbacks into tools."""
    return import_module("dash.mcp.primitives.tools.callback_adapter_collection")


def mcp_primitives() -> Any:
    """Return the package that lists, calls and reads tools and resources."""
    return import_module("dash.mcp.primitives")


def mcp_resources() -> list[Any]:
    """Return the available kinds of resources, which ``dash.mcp.configure_mcp_server`` may have reduced."""
    providers: list[Any] = import_module("dash.mcp.primitives.resources")._RESOURCE_PROVIDERS
    return providers


def mcp_tasks() -> Any:
    """Return the package that handles background callbacks called as tools."""
    return import_module("dash.mcp.tasks")


def mcp_types() -> Any:
    """Return the package with the protocol's types."""
    return import_module("dash.mcp.types")


def mcp_functions() -> dict[str, Any]:
    """Return the functions made tools with ``dash.mcp.mcp_enabled`` that no app has taken yet; none without MCP."""
    module = sys.modules.get("dash.mcp._decorator")
    return module.MCP_DECORATED_FUNCTIONS if module is not None else {}
