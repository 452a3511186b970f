"""Find out who sends a request to an app's tools (MCP), before the app's access rule is checked.

Clients of language models have no cookies and no CSRF token. They send a bearer token, and act as the user whom it
belongs to. A request without a bearer token has the user of its session, and needs a CSRF token like any other POST.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from django_plotly_dash.access.token_scope import set_token_holder
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.mcp.tokens import BadToken, TokenHolder, token_holder
from django_plotly_dash.utils.middleware_list import has_middleware

if TYPE_CHECKING:
    from django.http import HttpRequest


View = Callable[..., HttpResponseBase]

_PASSED = "_django_plotly_dash_csrf_passed"
_LOGIN_REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"
# In the range that JSON-RPC reserves for servers.
REFUSED = -32001
_HOW_TO_AUTHENTICATE = "Send a token as 'Authorization: Bearer ...' (manage.py dash_mcp_token makes one for a user)."


def for_tools(view: View) -> View:
    """Return the view of an app's tools in a form that clients of language models can use.

    Args:
        view: the view inside the site's ``view_decorator``.
    """

    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        setattr(request, _PASSED, True)
        return view(request, *args, **kwargs)

    protected: View = csrf_protect(passed)

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own_session = getattr(request, "session", None)
        try:
            if _sign_in(request):
                response: HttpResponseBase | None = None
                try:
                    response = view(request, *args, **kwargs)
                finally:
                    _restore_session(request, own_session, response)
            elif has_middleware(_LOGIN_REQUIRED) and not _is_logged_in(request):
                return rpc_refusal(_HOW_TO_AUTHENTICATE, 401)
            else:
                response = protected(request, *args, **kwargs)
                if not getattr(request, _PASSED, False):
                    return _without_csrf_token(request)
        except BadToken as error:
            return rpc_refusal(str(error), 401)
        except PermissionDenied as error:
            return rpc_refusal(str(error) or "You may not do this.", 403)
        return _as_rpc(response) if response.status_code in (401, 403) else response

    # Django's own middleware would redirect requests with a token to the login page.
    answer.login_required = False  # type: ignore[attr-defined]
    return csrf_exempt(answer)


def rpc_refusal(sentence: str, status: int) -> HttpResponse:
    """Return a refusal as JSON-RPC. With status 401 it says that a bearer token is required."""
    error = {"code": REFUSED, "message": sentence}
    response = JsonResponse({"jsonrpc": "2.0", "id": None, "error": error}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    add_never_cache_headers(response)
    return response


def _sign_in(request: HttpRequest) -> bool:
    """Set the request's user from its credentials; return False if it has none.

    Raises:
        BadToken: there are credentials, but they are not valid.
    """
    path = plotly_dash_settings().mcp_user
    user = import_string(path)(request) if path else None
    if user is None:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return False
        holder = token_holder(token.strip())
        user = holder.user
    else:
        holder = TokenHolder(user, frozenset())

    async def asynchronous() -> Any:
        return user

    set_token_holder(request, holder)
    request.user = user  # type: ignore[assignment]  # of whichever model the site has
    request.auser = asynchronous
    if hasattr(request, "session"):
        # The session of a cookie may belong to another user.
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return True


def _restore_session(request: HttpRequest, session: Any, response: HttpResponseBase | None = None) -> None:
    """Restore the session of a request's cookie; otherwise Django would end it, or set a cookie for the wrong one."""
    if session is None:
        return
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.add_post_render_callback(lambda _rendered: _restore_session(request, session))
    else:
        request.session = session


def _is_logged_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated)


def _without_csrf_token(request: HttpRequest) -> HttpResponse:
    if _is_logged_in(request):
        return rpc_refusal(f"The CSRF token is missing or wrong. {_HOW_TO_AUTHENTICATE}", 403)
    return rpc_refusal(_HOW_TO_AUTHENTICATE, 401)


def _as_rpc(response: HttpResponseBase) -> HttpResponseBase:
    """Return a refusal of the site's decorator or the app's access rule as JSON-RPC."""
    sentence = ""
    if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("application/json"):
        try:
            told = json.loads(response.content)
        except ValueError:
            told = None
        sentence = str(told.get("error", "")) if isinstance(told, dict) else ""
    if response.status_code == 401:
        return rpc_refusal(f"{sentence} {_HOW_TO_AUTHENTICATE}".strip(), 401)
    return rpc_refusal(sentence or "You may not do this.", 403)
