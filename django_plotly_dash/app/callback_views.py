"""The views of an app's callbacks: asked by Dash's renderer, by a websocket's message, or by a machine client."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from dash.exceptions import PreventUpdate, WebsocketDisconnected
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.datastructures import MultiValueDict

from django_plotly_dash.background.handles import foreign_handle
from django_plotly_dash.callbacks.context import CallbackContext
from django_plotly_dash.callbacks.errors import report_error
from django_plotly_dash.callbacks.extras import EXTRA_NAMES
from django_plotly_dash.callbacks.observed import callback_of, observed
from django_plotly_dash.callbacks.request import BadCallbackRequest, check_callback_request
from django_plotly_dash.callbacks.run import run_callback
from django_plotly_dash.dev_tools.tracebacks import traceback_page
from django_plotly_dash.http.adapters import DjangoRequestAdapter
from django_plotly_dash.http.error_pages import callback_error_response
from django_plotly_dash.http.flows import Flow, awaited
from django_plotly_dash.http.json_body import read_json_object
from django_plotly_dash.http.responses import json_error
from django_plotly_dash.websocket_callbacks.socket import CallbackSocket, call_of, check_websocket_callback

if TYPE_CHECKING:
    from dash.types import CallbackExecutionBody

    from django_plotly_dash.utils.base_app import BaseApp

_NO_QUERY: MultiValueDict[str, str] = MultiValueDict()


def answer_callback_request(app: BaseApp) -> Flow[HttpResponse]:
    """Answer a callback request of Dash's renderer.

    Args:
        app: the app that is asked, in the current mount.

    Raises:
        BadBody: the body is not a callback request.
    """
    return (yield from _run(app, read_json_object(DjangoRequestAdapter().request)))


def answer_websocket_message(app: BaseApp) -> Flow[HttpResponse]:
    """Answer what a message of a websocket asks of an app; a plain request gets status 426.

    Args:
        app: the app that is asked, in the current mount.

    Raises:
        BadBody: the message is not a callback request.
    """
    mount = DjangoRequestAdapter().mount
    call = call_of(mount.request)
    if call is None:
        return json_error("This URL takes websockets only.", 426)
    call.app, call.prefix = mount.app, mount.prefix
    if call.body is None:
        return HttpResponse(status=204)
    return (yield from _run(app, call.body, call.websocket))


def answer_api_request(app: BaseApp, function: Callable[..., Any]) -> Flow[HttpResponse]:
    """Answer a machine client that calls a callback with an ``api_endpoint``: a JSON object in, JSON out.

    Args:
        app: the app that is asked, in the current mount.
        function: the function of the callback.

    Raises:
        BadBody: the body is not a JSON object that fits the function.
    """
    data = read_json_object(DjangoRequestAdapter().request)
    if forged := EXTRA_NAMES & data.keys():
        raise BadCallbackRequest(f"{', '.join(sorted(forged))}: given by the server, not by the body.")
    try:
        inspect.signature(function).bind(**data)
    except TypeError as error:
        raise BadCallbackRequest(f"The body does not fit this endpoint: {error}.") from None
    name = callback_of(app, function)
    call = observed(app, name, partial(function, **data))
    try:
        answer: HttpResponse = app.backend.jsonify((yield from awaited(call())))
        return answer
    except (PreventUpdate, PermissionDenied, Http404):
        raise
    except Exception as error:
        return _failed(app, error, name)


def _run(app: BaseApp, decoded: dict[str, Any], websocket: CallbackSocket | None = None) -> Flow[HttpResponse]:
    """Run the callback that a body asks for."""
    request = DjangoRequestAdapter().request
    # Most requests have no query, and Django makes a QueryDict of that too.
    query = request.GET if request.META.get("QUERY_STRING") else _NO_QUERY
    body = check_callback_request(decoded, app.callback_map)
    foreign = foreign_handle(app, query, body["output"])
    if foreign:
        return json_error(foreign, 403)
    context = CallbackContext(body)
    if websocket is not None:
        check_websocket_callback(app, body["output"])
        websocket.instance = DjangoRequestAdapter().mount.instance
        context.dash_websocket = websocket
    function = app._prepare_callback(context, cast("CallbackExecutionBody", body))
    if context.ignore_register_page or app._hooks.get_hooks("custom_data"):
        context.complete()
    arguments = app._inputs_to_vals(context.inputs_list + context.states_list)
    call = app._execute_callback(function, arguments, context.outputs_list, context)
    try:
        data = yield from run_callback(call, body, is_poll="cacheKey" in query)
    except (PreventUpdate, WebsocketDisconnected):
        return HttpResponse(status=204)
    except PermissionDenied as error:
        return json_error(str(error) or "You may not do this.", 403)
    except Http404 as error:
        return json_error(str(error) or "There is no such thing.", 404)
    except Exception as error:
        return _failed(app, error, body["output"], with_page=websocket is None)
    if "dash_response" not in context:
        return HttpResponse(data.encode(), content_type="application/json")
    answer: HttpResponse = context.dash_response.set_response(data=data)
    return answer


def _failed(app: BaseApp, error: Exception, output: str, *, with_page: bool = True) -> HttpResponse:
    report_error(app, output, error)
    if with_page and app.has_dev_tools:
        return traceback_page(error, prune=app._dev_tools.prune_errors)
    return callback_error_response(error)
