"""The settings of this package: one typed object over ``settings.PLOTLY_DASH``.

Keys, meanings and defaults are those of the manual's chapter on configuration, but for ``serve_locally``, which is
on as in Dash itself, so that no page talks to a third party unless the site says so.
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
    """The values in force.

    Attributes:
        autodiscover: import the ``dash_apps`` module of every installed app at start-up, as the admin does.
        background_cache: name of the cache in which background callbacks keep results and progress.
        background_heartbeat: seconds without a sign of life after which a worker counts as dead.
        background_queue: name of the queue of background callbacks.
        background_result_lifetime: seconds for which results are kept that nobody fetches.
        background_start_limit: seconds after which a background callback that no worker has begun is an error.
        background_task_backend: name of the task backend, in ``TASKS``, that runs background callbacks.
        cache_arguments: keep initial arguments of template tags in the cache; False keeps them in the session.
        cache_timeout_initial_arguments: seconds for which the cache keeps them.
        callback_body_limit: bytes of the largest callback request (Django's own limit of 2.5 MB breaks uploads).
        embed_only: apps that do not say themselves are shown on pages alone, and closed at the URL of their own.
        enable_dev_tools: apps that do not say themselves have Dash's developer tools while DEBUG is on.
        frame_ancestors: origins besides this site's own whose pages may frame apps (a front end of its own).
        http_poke_enabled: whether the HTTP endpoint for messages is there (live pipes).
        http_poke_token: what it wants as a bearer token; without one it answers only while DEBUG is on.
        http_route: its URL path.
        insert_demo_migrations: ``migrate`` adds the saved states of the manual's demonstration to a new database.
        mcp_user: dotted path of a function from a request for an app's tools to its user, for tokens of the site's own.
        pipe_access: dotted path of a function of user, channel name and ASGI scope: who may listen to a channel.
        pipe_message_limit: bytes of the largest message, in either direction.
        pipe_queue_limit: characters that wait for a browser which does not read; beyond them its socket is closed.
        pipe_rate_limit: messages a second that a browser may send.
        pipe_subscription_limit: channels to which one socket may listen.
        saved_value_limit: characters of JSON of the largest value that a callback stores in a saved state.
        serve_locally: component bundles come from this site, not from a CDN, for apps that do not say themselves.
        stateless_loader: dotted path of a function from the name of an app that is not registered to the app.
        static_asset_root: where the assets folders of apps lie below ``STATIC_URL``.
        ticket_lifetime: seconds for which a page that was shown to a visitor lets in to apps that stand on pages alone.
        view_decorator: dotted path of a decorator put around every view of ours (manual: view decoration).
        websocket_callback_limit: callbacks that may run at once over one websocket of an app's page.
        ws_client_publish: whether browsers may publish on the channels to which they may listen.
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


# A union's members, or the one type.
_TYPES: dict[str, tuple[type, ...]] = {
    name: tuple(get_origin(kind) or kind for kind in get_args(hint) or (hint,))
    for name, hint in get_type_hints(PlotlyDashSettings).items()
}

# What a content security policy takes for an origin.
_ORIGIN = re.compile(r"https?://(\*\.)?[-\w.]+(:\d+)?\Z")

# Where 0 would mean that everything has failed before it begins.
_AT_LEAST_ONE = frozenset({"background_heartbeat", "background_result_lifetime", "background_start_limit"})

# Keys that hold the dotted path of something to import.
_IMPORTED = frozenset({"mcp_user", "pipe_access", "stateless_loader", "view_decorator"})


def problems(value: object) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a value of ``PLOTLY_DASH``.

    Args:
        value: what the site's settings hold.

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
            yield "error", f"{SETTING}[{key!r}] must not be below {least}."
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
    """Return the settings in force; made once, and again when a test changes the setting."""
    value = _configured()
    known = {field.name: value[field.name] for field in fields(PlotlyDashSettings) if field.name in value}
    return PlotlyDashSettings(**known)


def _reset(*, setting: str, **_kwargs: object) -> None:
    if setting == SETTING:
        plotly_dash_settings.cache_clear()


setting_changed.connect(_reset, dispatch_uid="django_plotly_dash.conf")


# Packages of Dash 1, which are parts of Dash now.
_PARTS_OF_DASH = frozenset({"dash_core_components", "dash_html_components", "dash_renderer", "dash_table"})


def component_problems(value: object) -> Iterator[str]:
    """Say what is wrong with a value of ``PLOTLY_COMPONENTS``; importable packages are imported.

    Yields:
        sentences.
    """
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        yield f"{COMPONENTS} must be a list of names of packages."
        return
    for name in value:
        if name in _PARTS_OF_DASH:
            continue
        try:
            import_module(name)
        except (ImportError, TypeError, ValueError) as error:
            yield f"{COMPONENTS} has {name!r}, which cannot be imported: {error}."


def import_components() -> None:
    """Import the packages of ``PLOTLY_COMPONENTS``, so that their files are found; a system check tells what fails."""
    for _problem in component_problems(getattr(settings, COMPONENTS, [])):
        continue
