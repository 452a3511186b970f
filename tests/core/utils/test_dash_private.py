"""One test for each private name of Dash that we rely on: a new release that lacks one is told by name."""

import importlib
import inspect

import dash
import pytest
from dash.backends.base_server import BaseDashServer, RequestAdapter, ResponseAdapter

MODULE_NAMES = [
    ("dash._get_app", "app_context", "dash.get_app() must return the app that is being served"),
    ("dash._get_paths", "CONFIG", "dash.get_asset_url() must know the prefix of the current mount"),
    ("dash._pages", "CONFIG", "pages must know the configuration of the current app"),
    ("dash._pages", "PAGE_REGISTRY", "each app has its own pages in the place of it"),
    ("dash", "page_registry", "each app has its own pages in the place of it"),
    ("dash._layout_utils", "PAGE_REGISTRY", "each app has its own pages in the place of it"),
    ("dash._utils", "AttributeDict", "MountConfig derives from it"),
    ("dash._utils", "inputs_to_dict", "the context of callbacks is made with it"),
    ("dash._utils", "stringify_id", "saved values are found by it"),
    ("dash._utils", "to_json", "layouts and initial arguments are encoded with it"),
    ("dash._validate", "validate_layout_type", "DjangoDash.layout checks with it"),
    ("dash._callback", "get_request_end_id", "handles of background jobs are checked with the page load they are of"),
    ("dash._callback_context", "context_value", "background jobs have the context of their callback in it"),
    ("dash._callback_signing", "unsign", "handles of background jobs are checked with it"),
    ("dash._callback_signing", "cache_scope", "handles of background jobs are checked with it"),
    ("dash._callback_signing", "job_scope", "handles of background jobs are checked with it"),
    ("dash.background_callback.managers", "BaseBackgroundCallbackManager", "DjangoTaskManager derives from it"),
    ("dash._validate", "validate_websocket_callback_request", "callbacks for HTTP alone are refused on a socket"),
    ("dash.backends.ws", "DashWebsocketCallback", "what callbacks have of their socket derives from it"),
    ("dash.backends.ws", "FLUSH_SIGNAL", "the answer of a websocket callback is sent at once with it"),
    ("dash.backends.ws", "SHUTDOWN_SIGNAL", "what is left is sent with it before a socket is closed"),
    ("dash.backends.ws", "run_ws_sender", "messages are sent to a page by it"),
    ("dash.backends.ws", "shutdown_ws_connection", "websocket callbacks are ended by it"),
    ("dash._callback", "GLOBAL_CALLBACK_LIST", "module-level callbacks are given to their app from it"),
    ("dash._callback", "GLOBAL_CALLBACK_MAP", "module-level callbacks are given to their app from it"),
    ("dash._callback", "GLOBAL_INLINE_SCRIPTS", "module-level clientside callbacks are given to their app from it"),
    ("dash._callback", "GLOBAL_API_PATHS", "endpoints of module-level callbacks are given to their app from it"),
    ("dash._callback_signing", "sign", "each kept page gets an end id of its own with it"),
    ("dash._callback_signing", "END_SCOPE", "each kept page gets an end id of its own with it"),
    ("dash._dash_renderer", "_js_dist_dependencies", "React is served from it"),
    ("dash._dash_renderer", "_js_dist", "the renderer is served from it"),
    ("dash.fingerprint", "check_fingerprint", "bundles are kept for ever by it"),
    ("dash.fingerprint", "build_fingerprint", "plotly.js is named with it"),
    ("dash._callback", "_invoke_callback", "tracebacks of the developer tools begin below it"),
    ("dash._callback", "_async_invoke_callback", "tracebacks of the developer tools begin below it"),
    ("dash._configs", "get_combined_config", "the environment chooses developer tools by it"),
    ("dash.mcp._decorator", "MCP_DECORATED_FUNCTIONS", "tools are given to their app from it"),
    ("dash.mcp.primitives", "list_tools", "clients of language models are told of tools by it"),
    ("dash.mcp.primitives", "call_tool", "tools are called by it"),
    ("dash.mcp.primitives", "list_resources", "clients of language models are told of resources by it"),
    ("dash.mcp.primitives", "list_resource_templates", "clients are told of the layouts of pages by it"),
    ("dash.mcp.primitives", "read_resource", "resources are read by it"),
    ("dash.mcp.primitives.resources", "_RESOURCE_PROVIDERS", "an unknown resource is told by it"),
    ("dash.mcp.primitives.resources.resource_page_layout", "PAGE_REGISTRY", "each app has its own pages in it"),
    ("dash.mcp.primitives.resources.resource_pages", "PAGE_REGISTRY", "each app has its own pages in it"),
    (
        "dash.mcp.primitives.tools.callback_adapter_collection",
        "CallbackAdapterCollection",
        "tools are made of callbacks by it, anew for each request",
    ),
    ("dash.mcp.tasks", "get_task", "background callbacks that are tools are followed by it"),
    ("dash.mcp.tasks", "get_task_result", "background callbacks that are tools are answered by it"),
    ("dash.mcp.tasks", "cancel_task", "background callbacks that are tools are cancelled by it"),
    ("dash.mcp.types", "MCPError", "what a tool's error says is shown"),
    ("dash.development.base_component", "ComponentRegistry", "component packages are found in it"),
]

DASH_METHODS = {
    "_add_url": ["name", "view_func"],
    "_setup_server": [],
    "enable_pages": [],
    "_walk_assets_directory": [],
    "_layout_value": [],
    "_config": [],
    "_collect_and_register_resources": ["resources", "include_async", "url_attr"],
    "_generate_css_dist_html": [],
    "_generate_scripts_html": [],
    "_setup_dev_tools": ["kwargs"],
    "_on_assets_change": ["filename", "modified", "deleted"],
    "_initialize_context": ["body"],
    "_prepare_callback": ["g", "body"],
    "_inputs_to_vals": ["inputs"],
    "_get_signing_secret": [],
    "_execute_callback": ["func", "args", "outputs_list", "g"],
}

DASH_ATTRIBUTES = [
    "_layout",
    "_layout_is_function",
    "_hooks",
    "_extra_components",
    "_dev_tools",
    "_favicon",
    "_index_string",
    "_get_signing_secret",
    "_got_first_request",
    "_callback_list",
    "_inline_scripts",
    "callback_map",
    "_background_manager",
    "callback_api_paths",
    "renderer",
    "use_pages",
    "_use_async",
    "routing_callback_inputs",
    "_dev_tools",
    "_hot_reload",
    "mcp_callback_map",
    "mcp_decorated_functions",
    "validation_layout",
]


@pytest.mark.parametrize(("module", "name", "why"), MODULE_NAMES)
def test_dash_still_has_the_private_name(module, name, why):
    assert hasattr(importlib.import_module(module), name), f"Dash no longer has {module}.{name}: {why}."


@pytest.mark.parametrize(("name", "parameters"), DASH_METHODS.items())
def test_dash_still_has_the_private_method(name, parameters):
    method = getattr(dash.Dash, name, None)
    assert method is not None, f"dash.Dash no longer has the method {name}(), which DjangoDash overrides or calls."
    found = list(inspect.signature(method).parameters)[1:]
    assert found[: len(parameters)] == parameters, f"dash.Dash.{name}() now takes {found}, not {parameters}."


@pytest.mark.parametrize("name", DASH_ATTRIBUTES)
def test_a_dash_app_still_has_the_private_attribute(name):
    app = dash.Dash("tests.core.private_names")
    assert hasattr(app, name), f"An instance of dash.Dash no longer has {name}, which DjangoDash reads or sets."


def test_dash_still_assigns_its_config_as_an_attribute():
    assert "self.config = AttributeDict(" in inspect.getsource(dash.Dash.__init__), (
        "dash.Dash.__init__ no longer assigns self.config = AttributeDict(...), which DjangoDash.config turns into one "
        "that follows the mount."
    )


def test_dash_still_signs_the_handles_of_jobs_with_the_secret_of_its_app():
    from dash import _callback

    used = inspect.getsource(_callback) + inspect.getsource(dash.Dash._setup_server)
    assert used.count("_get_signing_secret()") >= 5, (
        "Dash no longer asks its app for the secret of handles (_get_signing_secret), which DjangoDash makes of app, "
        "mount and visitor: a handle of one visitor would be good for another."
    )


def test_dashs_managers_of_background_callbacks_are_still_called_alike():
    from dash.background_callback.managers import BaseBackgroundCallbackManager

    from django_plotly_dash import DjangoTaskManager

    for name, method in vars(BaseBackgroundCallbackManager).items():
        if inspect.isfunction(method) and name in vars(DjangoTaskManager) and name != "__init__":
            ours = list(inspect.signature(getattr(DjangoTaskManager, name)).parameters)
            assert list(inspect.signature(method).parameters) == ours, f"Dash now calls {name}() otherwise."


def test_dash_still_runs_its_set_up_as_a_function_before_requests():
    assert "before_request(self._setup_server)" in inspect.getsource(dash.Dash.init_app), (
        "dash.Dash.init_app no longer registers _setup_server with before_request, so that set-up would not run."
    )
    assert dash.Dash._setup_server.__module__ == "dash.dash"


def test_the_renderer_still_asks_for_plotly_js_where_the_config_says():
    from pathlib import Path

    renderer = Path(dash.__file__).parent / "dash-renderer/build/dash_renderer.min.js"
    assert "_dashPlotlyJSURL" in renderer.read_text(), (
        "The renderer no longer reads plotlyjs_url: each app on a page would load a plotly.js of its own."
    )


@pytest.mark.parametrize(
    "name",
    [
        "react-entry-point",
        "_dash-config",
        "dash_stores",
        "ADD_HTTP_HEADERS",
        "set_props",
        "getLayout",
        "callback_resolved",
        "layout_post",
        "HYDRATED",
        "backEndConnected",
        "dependenciesRequest",
    ],
)
def test_the_renderer_still_has_what_direct_js_answers_or_asks(name):
    from pathlib import Path

    renderer = Path(dash.__file__).parent / "dash-renderer/build/dash_renderer.min.js"
    assert name in renderer.read_text(), f"The renderer no longer has {name!r}: direct.js cannot run several apps."


@pytest.mark.parametrize("name", ["dash_stores", "HYDRATED", "isLoading", "appLifecycle", "strs", "objs"])
def test_the_renderer_still_has_what_values_js_reads(name):
    from pathlib import Path

    renderer = Path(dash.__file__).parent / "dash-renderer/build/dash_renderer.min.js"
    assert name in renderer.read_text(), (
        f"The renderer no longer has {name!r}: values.js cannot read what an app holds."
    )


def test_the_renderer_is_still_started_by_a_script_that_we_know():
    from django_plotly_dash.page.parts import _DEFAULT_RENDERER

    assert dash.Dash("tests.core.private_names").renderer == _DEFAULT_RENDERER


@pytest.mark.parametrize("base", [BaseDashServer, RequestAdapter, ResponseAdapter])
def test_we_answer_everything_that_dashs_server_interface_asks(base):
    from django_plotly_dash.app.server import DjangoDashServer
    from django_plotly_dash.http.adapters import DjangoRequestAdapter, DjangoResponseAdapter

    ours = {
        BaseDashServer: DjangoDashServer,
        RequestAdapter: DjangoRequestAdapter,
        ResponseAdapter: DjangoResponseAdapter,
    }[base]
    missing = getattr(ours, "__abstractmethods__", frozenset())
    assert not missing, f"{base.__name__} of this Dash asks for {sorted(missing)}, which {ours.__name__} lacks."


@pytest.mark.parametrize("name", ["_outbound_queue", "_shutdown_event", "_loop"])
def test_a_websocket_callback_still_has_the_private_attribute(name):
    from dash.backends.ws import DashWebsocketCallback

    socket = DashWebsocketCallback({}, "page", None, None)
    assert hasattr(socket, name), f"DashWebsocketCallback no longer has {name}, which CallbackSocket reads."


@pytest.mark.parametrize(
    ("name", "parameters"), [("set_prop_sync", ["component_id", "prop_name", "value"]), ("_queue_message", ["msg"])]
)
def test_a_websocket_callback_still_has_the_method(name, parameters):
    from dash.backends.ws import DashWebsocketCallback

    method = getattr(DashWebsocketCallback, name, None)
    assert method is not None, f"DashWebsocketCallback no longer has {name}(), which CallbackSocket overrides."
    assert list(inspect.signature(method).parameters)[1:] == parameters


def test_the_handler_of_websockets_still_finds_the_socket_in_the_callbacks_context():
    from dash import _callback_context

    assert '_get_from_context("dash_websocket"' in inspect.getsource(_callback_context), (
        "dash.ctx.websocket and set_props no longer read dash_websocket, which the dispatch of callbacks sets."
    )


@pytest.mark.parametrize("text", ["callback_request", "get_props_response", "heartbeat_ack", "disconnected", "4001"])
def test_the_worker_of_websockets_still_speaks_what_we_speak(text):
    from pathlib import Path

    worker = Path(dash.__file__).parent / "dash-renderer/build/dash-ws-worker.js"
    assert text in worker.read_text(), f"dash-ws-worker.js no longer has {text!r}, see websocket_callbacks/."
