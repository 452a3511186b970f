"""The endpoint for an app's tools: one JSON-RPC message per POST (MCP's Streamable HTTP, without a stream).

Tools and resources are Dash's own (``dash.mcp``), but the endpoint is ours. Dash's own endpoint has one session for the
whole process, shows the text of exceptions to everybody, and fails if a message is a list or a string.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import dash
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse

from django_plotly_dash.http.json_body import BadBody, read_json_object
from django_plotly_dash.mcp.tools import ToolFailed, ToolRequest
from django_plotly_dash.mount.mount import current_mount, visitor_name
from django_plotly_dash.utils.dash_private import mcp_primitives, mcp_resources, mcp_tasks, mcp_types
from django_plotly_dash.utils.json import read_json

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

logger = logging.getLogger("django_plotly_dash.mcp")

MCP_PATH = "_mcp"
# The protocol versions that Dash's messages conform to. A client that asks for another one gets the newest.
VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26")
_INSTRUCTIONS = (
    "This is a Dash web application. Calling a tool runs one of its callbacks and returns the result; it does not "
    "change anything in anybody's browser. Use the tools to find out what the application shows for given inputs."
)

# JSON-RPC 2.0, 5.1, and MCP's own code for a resource that does not exist.
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMS, _INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
_NO_RESOURCE = -32002

# Dash's own tools.
_JOB_TOOLS = frozenset({"get_background_task_result", "cancel_background_task"})


class RpcError(Exception):
    """A message cannot be answered; the text may be shown to the client."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def check_mcp_path(app_name: str, path: str | None) -> None:
    """Check the argument ``mcp_path`` of an app: the site's URLs have the same path for the tools of all apps.

    Raises:
        ImproperlyConfigured: it is a different path.
    """
    if path is not None and path.lstrip("/") != MCP_PATH:
        raise ImproperlyConfigured(
            f"DjangoDash({app_name!r}, mcp_path={path!r}): the tools of an app are always at {MCP_PATH!r} below it. "
            "Leave 'mcp_path' out."
        )


def mount_tools(app: BaseApp) -> None:
    """Add the endpoint to an app's routes. For an app without tools it answers with 404."""

    def post() -> HttpResponse:
        mount = current_mount()
        if mount is None or not app.serves_mcp:
            raise Http404("This app has no tools. To enable them: DjangoDash(..., enable_mcp=True).")
        try:
            message = read_json_object(mount.request)
        except BadBody as error:
            return _failed(None, RpcError(_PARSE_ERROR, str(error)), error.status)
        mount.context.tools = ToolRequest(app)
        return answer_message(app, message)

    def other() -> HttpResponse:
        if not app.serves_mcp:
            raise Http404("This app has no tools.")
        # There are no streams and no sessions, for which MCP requires this status.
        error = RpcError(_INVALID_REQUEST, "Tools accept only POST.")
        response = _failed(None, error, 405)
        response.headers["Allow"] = "POST"
        return response

    app.backend.server.add(MCP_PATH, post, ["POST"])
    app.backend.server.add(MCP_PATH, other, ["GET", "DELETE", "PUT", "PATCH"])


def answer_message(app: BaseApp, message: Mapping[str, Any]) -> HttpResponse:
    """Answer one JSON-RPC message.

    Args:
        app: the app that has the tools.
        message: a JSON object.
    """
    request_id = message.get("id")
    if "id" in message and (isinstance(request_id, bool) or not isinstance(request_id, (str, int))):
        return _failed(None, RpcError(_INVALID_REQUEST, "'id' must be a string or an integer."), 400)
    method = message.get("method")
    if "id" not in message or (method is None and ("result" in message or "error" in message)):
        # A notification or a response, which gets no answer.
        return HttpResponse(status=202)
    try:
        if not isinstance(method, str):
            raise RpcError(_INVALID_REQUEST, "'method' must be a string.")
        params = message.get("params")
        if not isinstance(params, (dict, type(None))):
            raise RpcError(_INVALID_PARAMS, "'params' must be an object.")
        return _rpc({"jsonrpc": "2.0", "id": request_id, "result": _answer(app, method, params or {})})
    except RpcError as error:
        return _failed(request_id, error)
    except (PermissionDenied, Http404, ToolFailed) as error:
        return _failed(request_id, RpcError(_INTERNAL_ERROR, str(error) or "You may not do this."))
    except mcp_types().MCPError as error:
        return _failed(request_id, RpcError(error.code, str(error)))
    except Exception as error:
        logger.exception("The tools of Dash app %r failed for %r at %r", app.app_name, visitor_name(), method)
        told = f"{type(error).__name__}: {error}" if settings.DEBUG else "It failed; the log of the server says why."
        return _failed(request_id, RpcError(_INTERNAL_ERROR, told))


def _answer(app: BaseApp, method: str, params: Mapping[str, Any]) -> Any:
    methods: dict[str, Callable[[BaseApp, Mapping[str, Any]], Any]] = {
        "initialize": _initialize,
        "ping": lambda _app, _params: {},
        "tools/list": lambda _app, _params: mcp_primitives().list_tools(),
        "tools/call": _call_tool,
        "resources/list": lambda _app, _params: mcp_primitives().list_resources(),
        "resources/templates/list": lambda _app, _params: mcp_primitives().list_resource_templates(),
        "resources/read": _read_resource,
        "tasks/get": lambda _app, params: mcp_tasks().get_task(task_id=_job(params)),
        "tasks/result": lambda _app, params: mcp_tasks().get_task_result(task_id=_job(params)),
        "tasks/cancel": lambda _app, params: mcp_tasks().cancel_task(task_id=_job(params)),
    }
    handler = methods.get(method)
    if handler is None:
        raise RpcError(_NO_METHOD, f"The method {method!r} does not exist.")
    result = handler(app, params)
    return result if isinstance(result, dict) else result.model_dump(exclude_none=True, mode="json")


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise RpcError(_INVALID_PARAMS, f"'{name}' must be a string.")
    return value


def _initialize(app: BaseApp, params: Mapping[str, Any]) -> dict[str, Any]:
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}, "resources": {"listChanged": False}},
        "serverInfo": {"name": app.app_name, "version": dash.__version__},
        "instructions": _INSTRUCTIONS,
    }


def _job(params: Mapping[str, Any]) -> str:
    task_id = _text(params, "taskId")
    # Dash parses the time at the end before it checks the signature.
    if not re.fullmatch(r"[0-9]{1,11}", task_id.rpartition(":")[2]):
        raise RpcError(_INVALID_PARAMS, "'taskId' is not the id of a job.")
    return task_id


def _call_tool(app: BaseApp, params: Mapping[str, Any]) -> Any:
    arguments = params.get("arguments") or {}
    if not isinstance(arguments, dict):
        raise RpcError(_INVALID_PARAMS, "'arguments' must be an object.")
    task = params.get("task")
    if not isinstance(task, (dict, type(None))):
        raise RpcError(_INVALID_PARAMS, "'task' must be an object.")
    name = _text(params, "name")
    callback = app.mcp_callback_map.find_by_tool_name(name)
    if callback is None and name in _JOB_TOOLS:
        _job(arguments)
    elif callback is None and name == "get_dash_component":
        _text(arguments, "component_id")
    try:
        return mcp_primitives().call_tool(tool_name=name, arguments=arguments, task=task)
    except (AttributeError, LookupError, TypeError):
        if callback is None or _takes(app, callback, arguments):
            raise
    raise RpcError(_INVALID_PARAMS, f"The arguments do not match {name!r}.")


def _takes(app: BaseApp, callback: Any, arguments: dict[str, Any]) -> bool:
    """Return whether Dash can make a callback request from arguments; it does not check values for wildcards."""
    app.get_layout()  # what this raises is not caused by the arguments
    try:
        callback.as_callback_body(arguments)
    except (AttributeError, LookupError, TypeError):
        return False
    return True


def _read_resource(app: BaseApp, params: Mapping[str, Any]) -> Any:
    uri = _text(params, "uri")
    page = uri.removeprefix("dash://page-layout/")
    is_page = page != uri
    if is_page and not any(one.get("path") == f"/{page.lstrip('/')}" for one in app.pages.values()):
        raise RpcError(_NO_RESOURCE, f"The page {page!r} does not exist.")
    if not any(uri.startswith(provider.uri) for provider in mcp_resources()):
        raise RpcError(_NO_RESOURCE, f"The resource {uri!r} does not exist.")
    return mcp_primitives().read_resource(uri)


def _rpc(message: dict[str, Any]) -> HttpResponse:
    try:
        response = JsonResponse(message, json_dumps_params={"allow_nan": False})
    except ValueError:
        # A function returned NaN, which is not JSON; Dash writes None instead of it in results of callbacks.
        response = JsonResponse(read_json(json.dumps(message), lenient=True))
    response.headers["Cache-Control"] = "no-store"
    return response


def _failed(request_id: Any, error: RpcError, status: int = 200) -> HttpResponse:
    response = _rpc({"jsonrpc": "2.0", "id": request_id, "error": {"code": error.code, "message": str(error)}})
    response.status_code = status
    return response
