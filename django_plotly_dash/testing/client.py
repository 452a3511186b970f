"""``AppClient``: call an app as one of the site's pages would, without a browser."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import orjson
from django.apps import apps
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

from django_plotly_dash.embedding.frame import embed
from django_plotly_dash.models import DashApp
from django_plotly_dash.registry.registry import load_all_apps
from django_plotly_dash.state.patches import apply_patch, is_patch
from django_plotly_dash.state.session import KEY
from django_plotly_dash.state.values import component_key
from django_plotly_dash.testing.answers import AppFailed, CallbackResult, Refused
from django_plotly_dash.testing.dependencies import Given, find_callback
from django_plotly_dash.testing.layouts import RenderedLayout
from django_plotly_dash.utils.dash_private import to_json

if TYPE_CHECKING:
    from dash.dependencies import DashDependency
    from dash.development.base_component import Component
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

    from django_plotly_dash.utils.base_app import BaseApp

_app_logger = logging.getLogger("django_plotly_dash.app")
_callback_logger = logging.getLogger("django_plotly_dash.callback")


class AppClient:
    """An app, or a saved state of it, as a page of the site shows it to a visitor.

    Requests go through Django's test client and the site's own URLs, so middleware, access rules, the site's
    ``view_decorator``, checks of the request and the extra arguments of callbacks all apply, and a saved state records
    what callbacks change. Tests that use it need the database (``@pytest.mark.django_db``, or Django's ``TestCase``).

    Args:
        app: the app, or its name.
        slug: slug of a saved state, instead of an app.
        state: a saved state, instead of an app.
        user: the user who is logged in; anonymous by default.
        session_state: what the visitor's session has for callbacks at the start.
        initial_arguments: what the page passes to the app: component id to ``{property: value}``.
        client: your own test client, with its cookies; ``user`` is logged in with it.

    Attributes:
        app: the app.
        client: the test client.
        embed: how the page shows the app.
        url: URL path of the app.

    Raises:
        EmbedError: there is no such app or state, or the initial arguments are not valid.
    """

    def __init__(
        self,
        app: str | BaseApp | None = None,
        *,
        slug: str | None = None,
        state: DashApp | None = None,
        user: AbstractBaseUser | None = None,
        session_state: Mapping[str, Any] | None = None,
        initial_arguments: Mapping[str, Any] | str | None = None,
        client: Client | None = None,
    ) -> None:
        load_all_apps()
        self.client = client if client is not None else Client()
        if user is not None:
            self.client.force_login(cast("Any", user))  # the stubs know only Django's own user model
        if session_state is not None:
            session = self.client.session
            session[KEY] = dict(session_state)
            session.save()
        name = app if isinstance(app, str) or app is None else app.app_name
        with self._request() as request:
            self.embed = embed(name, slug, state, initial_arguments=initial_arguments, lazy=False, request=request)
        self.app = self.embed.app
        self.url = self.embed.url

    def __repr__(self) -> str:
        return f"<AppClient {self.url}>"

    @contextmanager
    def _request(self) -> Iterator[HttpRequest]:
        """The request for the page that shows the app, with the session of the test client."""
        request = RequestFactory().get("/")
        if not apps.is_installed("django.contrib.sessions"):
            yield request
            return
        cookies = self.client.cookies
        cookie = cookies.get(settings.SESSION_COOKIE_NAME)
        store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        request.session = store(cookie.value if cookie is not None else None)
        if apps.is_installed("django.contrib.auth"):
            from django.contrib.auth import get_user  # cannot be imported without django.contrib.auth

            request.user = get_user(request)
        yield request
        if request.session.modified:
            request.session.save()
            cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""

    @property
    def state(self) -> dict[str, dict[str, Any]]:
        """The saved state as it is in the database now: component id to ``{property: value}``.

        Raises:
            ValueError: the client was made for an app, not for a saved state.
        """
        if self.embed.instance is None:
            raise ValueError(f"{self!r} has no saved state: make it with slug= or state=.")
        return DashApp.objects.get(pk=self.embed.instance.pk).current_state()

    @property
    def session_state(self) -> dict[str, Any]:
        """What callbacks keep for this visitor, as it is in the session now."""
        return dict(self.client.session.get(KEY) or {})

    def layout(self) -> RenderedLayout:
        """Return the layout that this visitor gets, with the saved state and the initial arguments applied.

        Raises:
            Refused: the visitor may not see it.
            AppFailed: the layout function raised an exception, which is the ``__cause__``.
        """
        with _logged_errors(_app_logger) as errors:
            response = cast("HttpResponse", self.client.get(f"{self.url}_dash-layout"))
        for error in errors:
            raise AppFailed(f"The layout failed: {type(error).__name__}: {error}", response) from error
        _let_through(response)
        return RenderedLayout(orjson.loads(response.content))

    def call(
        self,
        output: str | DashDependency | None,
        *values: Mapping[Any, Any] | Component,
        triggered: Iterable[str] | None = None,
    ) -> CallbackResult:
        """Run the callback with this output, as a page with these values would.

        Inputs and states that are not given have their values from the layout. Each call acts as a new page: it does
        not know what earlier calls set, except for what is in the saved state or the session.

        Args:
            output: ``"id.property"``, with a dictionary id as JSON, or an ``Output``. If the callback has several
                outputs, any of them; None for a callback without outputs.
            *values: dictionaries from ``"id.property"``, ``Input`` or ``State`` to the value, or components with an id,
                whose properties are used where the callback takes them.
            triggered: what has changed, as ``"id.property"``; by default the inputs that are given. If none are given,
                it is the initial call that a page makes when it is opened.

        Raises:
            CallbackNotFound: no callback has this output, or several have it and the values do not decide between them.
            UnknownDependency: a value is given that the callback does not take.
            Refused: the user may not run it, or the site refuses the request.
            AppFailed: the callback raised an exception, which is the ``__cause__``.
        """
        self.app.backend.set_up_once()
        given = [Given.of(item) for item in values]
        clientside = [entry["output"] for entry in self.app._callback_list if entry.get("clientside_function")]
        callback = find_callback(self.app.callback_map, clientside, output, given)
        layout = self.layout()
        body = callback.body(layout, given, triggered)
        with _logged_errors(_callback_logger) as errors:
            url, text = f"{self.url}_dash-update-component", to_json(body)
            response = cast("HttpResponse", self.client.post(url, text, content_type="application/json"))
        if response.status_code == 204:
            return CallbackResult(str(callback.asked or ""), {}, {}, response)
        if response.status_code == 500:
            raise AppFailed(f"The callback failed: {_message(response)}", response) from next(iter(errors), None)
        _let_through(response)
        answer = orjson.loads(response.content)
        if not answer.keys() & {"response", "sideUpdate"} and "job" in answer:
            raise AppFailed(
                "This is a background callback: a worker runs it, and the page polls until it is done. Test its "
                "function, or test the app in a browser.",
                response,
            )
        outputs = _flat(answer.get("response"), layout)
        return CallbackResult(str(callback.asked or ""), outputs, _flat(answer.get("sideUpdate"), layout), response)


def _flat(part: Any, layout: RenderedLayout) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for component_id, properties in (part or {}).items():
        for name, value in properties.items():
            name = name.split("@")[0]  # Dash adds a suffix to outputs with allow_duplicate
            if is_patch(value) and component_id in layout:
                value = apply_patch(value, layout[component_id].props.get(name))
            found[f"{component_key(component_id)}.{name}"] = value
    return found


def _let_through(response: HttpResponse) -> None:
    status = response.status_code
    if status < 300:
        return
    if status < 400:
        raise Refused(f"The site answered {status} and redirected to {response.headers['Location']}.", response)
    raise Refused(f"The site answered {status}: {_message(response)}", response)


def _message(response: HttpResponse) -> str:
    try:
        decoded = json.loads(response.content)
    except ValueError:
        return response.content.decode(errors="replace")[:300]
    return str(decoded.get("error", decoded)) if isinstance(decoded, dict) else str(decoded)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.found.append(record.exc_info[1])


@contextmanager
def _logged_errors(logger: logging.Logger) -> Iterator[list[BaseException]]:
    """Collect the exceptions of an app from the log, because a response contains them only with DEBUG."""
    handler = _Errors()
    logger.addHandler(handler)
    try:
        yield handler.found
    finally:
        logger.removeHandler(handler)
