"""Extra arguments that callbacks and layout functions get from Django (manual: extended callback syntax)."""

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
    """Return extra arguments by name, for the request being served.

    Args:
        app: the app, for calls without a request (a command, the admin), which have no user or session either.
        names: which ones. Only these are made, so that the session is read only if it is needed.
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
    """Return a function that gets the extra arguments that its signature accepts, in addition to its other ones.

    They are passed by name to parameters with that name, and all of them to ``**kwargs``. Arguments from the caller
    take precedence, so an input of Dash may be named ``user``. A function that accepts none is returned unchanged.

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
            # Reading the user and the session may need the database.
            extras = await sync_to_async(_collect_evaluated)(app, names(arguments, keywords))
            return await function(*arguments, **keywords, **extras)

    else:

        @functools.wraps(function)
        def wrapped(*arguments: Any, **keywords: Any) -> Any:
            return function(*arguments, **keywords, **collect_extras(app, names(arguments, keywords)))

    # Code that reads the signature (API endpoints, tools for language models) must not see the extra parameters.
    parameters = [parameter for name, parameter in signature.parameters.items() if name not in named]
    wrapped.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return wrapped


def without_request(app: BaseApp, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function of a background callback, which runs without the request, in any process.

    Args:
        app: the app that the function belongs to; ``dash.get_app()`` and URLs refer to it there too.
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
    """Return the layout function of a Dash page, which gets the extra arguments that its signature names.

    Dash calls it with the query parameters of the URL, which anybody can set. Parameters with the name of an extra
    argument that the function takes are removed. ``**kwargs`` is for query parameters, so it gets no extra arguments.

    Args:
        app: the app of the page.
        layout: the page's layout function; not a coroutine function.
        own_names: parameters that the page itself provides, such as variables in its path.
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
        bool(extras["user"].is_authenticated)  # evaluates the lazy object
    return extras


def _accepted(signature: inspect.Signature) -> tuple[frozenset[str], list[str], bool]:
    """The extra arguments that are named, the positional parameters in order, and whether there is a ``**kwargs``."""
    named, positional, takes_all = set(), [], False
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            positional.append(name)
        if parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD) and name in EXTRA_NAMES:
            named.add(name)
        takes_all = takes_all or parameter.kind is parameter.VAR_KEYWORD
    return frozenset(named), positional, takes_all
