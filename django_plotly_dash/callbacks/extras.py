"""What callbacks and layout functions get of Django beside what Dash gives them (manual: extended callback syntax)."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

import dash
from asgiref.sync import sync_to_async
from dash.exceptions import MissingCallbackContextException
from django.apps import apps

from django_plotly_dash.mount.mount import Mount, current_mount, unmounted
from django_plotly_dash.state.absent import NoSavedState
from django_plotly_dash.state.session import SessionState

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


def _session_state(mount: Mount) -> dict[str, Any]:
    if mount.session_state is None:
        mount.session_state = SessionState(mount.request)
    return mount.session_state.values


def _nobody() -> Any:
    if not apps.is_installed("django.contrib.auth"):
        return None
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def _user(mount: Mount) -> Any:
    return getattr(mount.request, "user", None) or _nobody()


def _dash_app_id(mount: Mount) -> str:
    return mount.instance.slug if mount.instance is not None else mount.app.ident


def _outputs_list(_mount: Mount | None = None) -> Any:
    try:
        return dash.callback_context.outputs_list
    except MissingCallbackContextException:  # a layout function
        return []


_MAKERS: dict[str, Callable[[Mount], Any]] = {
    "request": lambda mount: mount.request,
    "user": _user,
    "session_state": _session_state,
    "dash_app": lambda mount: mount.instance or NoSavedState(mount.app),
    "dash_app_id": _dash_app_id,
    "callback_context": lambda _mount: dash.callback_context,
    "outputs_list": _outputs_list,
}
EXTRA_NAMES = frozenset(_MAKERS)


def collect_extras(app: BaseApp, names: Iterable[str]) -> dict[str, Any]:
    """Return extras by name, for the request that is being served.

    Args:
        app: the app, for when no request is served (a command, the admin): then there is no request, user or session.
        names: which ones; only those are made, so that a session is not read that nobody asks for.
    """
    mount = current_mount()
    if mount is not None:
        return {name: _MAKERS[name](mount) for name in names}
    nobody = {
        "request": None,
        "user": _nobody(),
        "session_state": {},
        "dash_app": NoSavedState(app),
        "dash_app_id": app.ident,
        "callback_context": dash.callback_context,
        "outputs_list": _outputs_list(),
    }
    return {name: nobody[name] for name in names}


def with_extras(app: BaseApp, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gets the extras that its signature accepts, beside what it is called with.

    They are passed by name: to parameters of that name, and all of them to ``**kwargs``. What the caller passes wins,
    so that an input of Dash may be called ``user``. A function that accepts none is returned as it is.

    Args:
        app: the app that the function belongs to.
        function: a callback or a layout function; may be a coroutine function.
    """
    signature = inspect.signature(function)
    named, positional, takes_all = _accepted(signature)
    if not named and not takes_all:
        return function
    wanted = EXTRA_NAMES if takes_all else named

    def names(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> frozenset[str]:
        return wanted - set(positional[: len(arguments)]) - keywords.keys()

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapped(*arguments: Any, **keywords: Any) -> Any:
            # The user and the session may have to be read from the database.
            extras = await sync_to_async(_collect_evaluated)(app, names(arguments, keywords))
            return await function(*arguments, **keywords, **extras)

    else:

        @functools.wraps(function)
        def wrapped(*arguments: Any, **keywords: Any) -> Any:
            return function(*arguments, **keywords, **collect_extras(app, names(arguments, keywords)))

    # Who reads the signature (API endpoints, tools for language models) must not take an extra for a parameter.
    parameters = [parameter for name, parameter in signature.parameters.items() if name not in named]
    wrapped.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return wrapped


def without_request(app: BaseApp, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of a background callback, which runs without the request, in whatever process.

    Args:
        app: the app that the function belongs to; ``dash.get_app()`` and URLs are its own there too.
        function: the function; may be a coroutine function.
    """
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapped(*arguments: Any, **keywords: Any) -> Any:
            with unmounted(app):
                return await function(*arguments, **keywords)

    else:

        @functools.wraps(function)
        def wrapped(*arguments: Any, **keywords: Any) -> Any:
            with unmounted(app):
                return function(*arguments, **keywords)

    return wrapped


def with_page_extras(app: BaseApp, layout: Callable[..., Any], own_names: Collection[str]) -> Callable[..., Any]:
    """Return the layout function of a page of Dash, which gets the extras that its signature names.

    Dash calls it with the query of the URL, which anybody can write: what is called as an extra that the function names
    is left out of it. All of them to ``**kwargs`` would be taken for queries, so these get none.

    Args:
        app: the app of the page.
        layout: the page's layout function; no coroutine function.
        own_names: what the page's developer gives values: variables of its path, for instance.
    """
    named = _accepted(inspect.signature(layout))[0].difference(own_names)
    if not named:
        return layout

    @functools.wraps(layout)
    def wrapped(**query: Any) -> Any:
        return layout(**{**query, **_collect_evaluated(app, named)})

    return wrapped


def _collect_evaluated(app: BaseApp, names: Iterable[str]) -> dict[str, Any]:
    extras = collect_extras(app, names)
    if extras.get("user") is not None:
        bool(extras["user"].is_authenticated)  # reads it
    return extras


def _accepted(signature: inspect.Signature) -> tuple[frozenset[str], list[str], bool]:
    """The extras that are named, the positional parameters in order, and whether there is a ``**kwargs``."""
    named, positional, takes_all = set(), [], False
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            positional.append(name)
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD) and name in EXTRA_NAMES:
            named.add(name)
        takes_all = takes_all or parameter.kind is parameter.VAR_KEYWORD
    return frozenset(named), positional, takes_all
