"""The settings of this package: a typed object for ``settings.PLOTLY_DASH``.

Keys, meanings and defaults are those of the manual's chapter on configuration, except for ``serve_locally``. It is on,
as in Dash itself, so that pages load nothing from third parties unless the site asks for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

SETTING = "PLOTLY_DASH"
COMPONENTS = "PLOTLY_COMPONENTS"


@dataclass(frozen=True, slots=True)
class PlotlyDashSettings:
    """The current values.

    Attributes:
        autodiscover: import the ``dash_apps`` module of every installed app at start-up, as Django's admin does.
        background_cache: name of the cache in which background callbacks keep results and progress.
        background_heartbeat: seconds without a heartbeat after which a worker counts as dead.
        background_queue: name of the queue for background callbacks.
        background_result_lifetime: seconds to keep results that nobody fetches.
        background_start_limit: seconds after which a background callback that no worker has started is an error.
        background_task_backend: name of the task backend in ``TASKS`` that runs background callbacks.
        cache_arguments: keep initial arguments of template tags in the cache; False keeps them in the session.
        cache_timeout_initial_arguments: seconds to keep them in the cache.
        callback_body_limit: largest body of a callback request, in bytes (Django's limit of 2.5 MB breaks uploads).
        embed_only: show apps only on pages, and refuse them at their own URL; apps can override it.
        enable_dev_tools: whether apps have Dash's developer tools while DEBUG is on; apps can override it.
        frame_ancestors: origins other than this site whose pages may frame apps (a separate front end for example).
        http_poke_enabled: whether there is an HTTP endpoint for messages (live pipes).
        http_poke_token: the bearer token for that endpoint; without one it works only while DEBUG is on.
        http_route: the URL path of that endpoint.
        insert_demo_migrations: ``migrate`` adds the saved states of the manual's demonstration to a new database.
        mcp_user: dotted path of a function that returns the user of a request for an app's tools, for a site's own
            tokens.
        pipe_access: dotted path of a function of user, channel name and ASGI scope that decides who may listen.
        pipe_message_limit: largest message in either direction, in bytes.
        pipe_queue_limit: characters that may wait for a browser that does not read; beyond it the websocket is closed.
        pipe_rate_limit: messages that a browser may send in a second.
        pipe_subscription_limit: channels that one websocket may listen to.
        saved_value_limit: largest value that a callback stores in a saved state, in characters of JSON.
        serve_locally: load component bundles from this site instead of a CDN; apps can override it.
        stateless_loader: dotted path of a function that takes the name of an unregistered app and returns the app.
        static_asset_root: path below ``STATIC_URL`` for the assets folders of apps.
        ticket_lifetime: seconds for which a page that a visitor has loaded gives access to apps shown only on pages.
        view_decorator: dotted path of a decorator for all of our views (manual: view decoration).
        websocket_callback_limit: callbacks that may run at the same time over one websocket of an app's page.
        ws_client_publish: whether browsers may publish on the channels that they may listen to.
        ws_route: URL path of the websocket (live pipes).
    """

    autodiscover: bool = True
    background_cache: str = "default"
    background_heartbeat: int = 30
    background_queue: str = "default"
    background_result_lifetime: int = 3600
    background_start_limit: int = 600
    background_task_backend: str = "default"
    cache_arguments: bool = True
    cache_timeout_initial_arguments: int = 60
    callback_body_limit: int = 16 * 1024 * 1024
    embed_only: bool = False
    enable_dev_tools: bool = True
    frame_ancestors: list[str] | tuple[str, ...] = ()
    http_poke_enabled: bool = True
    http_poke_token: str | None = None
    http_route: str = "dpd/views"
    insert_demo_migrations: bool = False
    mcp_user: str | None = None
    pipe_access: str | None = None
    pipe_message_limit: int = 256 * 1024
    pipe_queue_limit: int = 2 * 1024 * 1024
    pipe_rate_limit: int = 50
    pipe_subscription_limit: int = 200
    saved_value_limit: int = 4 * 1024 * 1024
    serve_locally: bool = True
    stateless_loader: str | None = None
    static_asset_root: str = "dpd/assets"
    ticket_lifetime: int = 24 * 3600
    view_decorator: str | None = None
    websocket_callback_limit: int = 100
    ws_client_publish: bool = False
    ws_route: str = "dpd/ws/channel"


# The members of a union, or a single type.
_TYPES: dict[str, tuple[type, ...]] = {
    name: tuple(get_origin(kind) or kind for kind in get_args(hint) or (hint,))
    for name, hint in get_type_hints(PlotlyDashSettings).items()
}

# The form of an origin in a content security policy.
_ORIGIN = re.compile(r"https?://(\*\.)?[-\w.]+(:\d+)?\Z")

# Settings for which 0 would make everything fail at once.
_AT_LEAST_ONE = frozenset({"background_heartbeat", "background_result_lifetime", "background_start_limit"})

# Settings that hold a dotted path to import.
_IMPORTED = frozenset({"mcp_user", "pipe_access", "stateless_loader", "view_decorator"})


def problems(value: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a value of ``PLOTLY_DASH``.

    Args:
        value: the value in the site's settings.

    Yields:
        pairs of a level, ``"error"`` or ``"warning"``, and a sentence.
    """
    if not isinstance(value, Mapping):
        yield "error", f"{SETTING} must be a dictionary, not {type(value).__name__}."
        return
    for key, item in value.items():
        wanted = _TYPES.get(key)
        if wanted is None:
            near = difflib.get_close_matches(str(key), _TYPES, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield "warning", f"{SETTING} has the unknown key {key!r}, which has no effect.{hint}"
        elif not isinstance(item, wanted) or (isinstance(item, bool) and bool not in wanted):
            names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in wanted)
            yield "error", f"{SETTING}[{key!r}] must be {names}, not {type(item).__name__}."
        elif isinstance(item, int) and not isinstance(item, bool) and item < (least := int(key in _AT_LEAST_ONE)):
            yield "error", f"{SETTING}[{key!r}] must be at least {least}."
        elif isinstance(item, (list, tuple)):
            for origin in item:
                if not (isinstance(origin, str) and _ORIGIN.match(origin)):
                    yield "error", f"{SETTING}[{key!r}] has {origin!r}: write origins like 'https://www.example.org'."
        elif key in _IMPORTED and isinstance(item, str):
            try:
                if not callable(import_string(item)):
                    yield "error", f"{SETTING}[{key!r}] = {item!r} must be a function."
            except ImportError as error:
                yield "error", f"{SETTING}[{key!r}] = {item!r} cannot be imported: {error}."
        elif key == "static_asset_root" and ".." in str(item).split("/"):
            yield "error", f"{SETTING}[{key!r}] = {item!r} must stay below STATIC_URL."


def _configured() -> Mapping[str, Any]:
    value = getattr(settings, SETTING, None) or {}
    return value if isinstance(value, Mapping) else {}


@cache
def plotly_dash_settings() -> PlotlyDashSettings:
    """Return the current settings; they are cached until a test changes the setting."""
    value = _configured()
    known = {field.name: value[field.name] for field in fields(PlotlyDashSettings) if field.name in value}
    return PlotlyDashSettings(**known)


def _reset(*, setting: str, **_kwargs: object) -> None:
    if setting == SETTING:
        plotly_dash_settings.cache_clear()


setting_changed.connect(_reset, dispatch_uid="django_plotly_dash.conf")


# Packages of Dash 1 that are now parts of Dash.
_PARTS_OF_DASH = frozenset({"dash_core_components", "dash_html_components", "dash_renderer", "dash_table"})


def component_problems(value: object) -> Iterator[str]:
    """Yield what is wrong with a value of ``PLOTLY_COMPONENTS``. Its packages are imported.

    Yields:
        sentences.
    """
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        yield f"{COMPONENTS} must be a list of package names."
        return
    for name in value:
        if name in _PARTS_OF_DASH:
            continue
        try:
            import_module(name)
        except (ImportError, TypeError, ValueError) as error:
            yield f"{COMPONENTS} has {name!r}, which cannot be imported: {error}."


def import_components() -> None:
    """Import the packages of ``PLOTLY_COMPONENTS``, so that their files are found. A system check reports failures."""
    for _problem in component_problems(getattr(settings, COMPONENTS, [])):
        continue
