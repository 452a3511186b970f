"""``DjangoDashServer``: Dash's server interface (``dash.backends.base_server``) on top of Django."""

from __future__ import annotations

import inspect
import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import dash
from dash.exceptions import DependencyException, InvalidResourceError, PreventUpdate
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation, SuspiciousOperation
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.views.static import serve as serve_file

from django_plotly_dash.app.callback_views import answer_api_request, answer_callback_request, answer_websocket_message
from django_plotly_dash.files.bundles import SUITES, serve_bundle
from django_plotly_dash.http.adapters import DjangoRequestAdapter, DjangoResponseAdapter
from django_plotly_dash.http.error_pages import error_page
from django_plotly_dash.http.flows import Flow, awaited, wait_for
from django_plotly_dash.http.json_body import BadBody
from django_plotly_dash.http.responses import as_response, asset_freshness, json_error, timing_entry
from django_plotly_dash.http.routes import MethodNotAllowed, RouteTable
from django_plotly_dash.mount.mount import Mount, current_mount
from django_plotly_dash.registry.module_callbacks import claim_leftovers
from django_plotly_dash.utils.base_app import AppServer

if TYPE_CHECKING:
    from dash import Dash

    from django_plotly_dash.app.django_dash import DjangoDash

logger = logging.getLogger("django_plotly_dash.app")


class DjangoDashServer(AppServer):
    """The server of one Dash app: a route table, and the dispatch of Django's requests to its views.

    It is not a web server: the views in Django's URL configuration call :meth:`handle`.
    """

    # Whether a page is told of the websocket depends on the request: see ServedApp._config.
    websocket_capability = True

    server: RouteTable

    def __init__(self, server: RouteTable) -> None:
        super().__init__(server)
        self.server_type = "django"
        self.config: dict[str, Any] = server.config
        self.request_adapter = DjangoRequestAdapter
        self.response_adapter = DjangoResponseAdapter
        self.dash_app: DjangoDash
        self._set_up: list[Callable[[], Any]] = []
        self._before: list[Callable[[], Any]] = []
        self._after: list[Callable[[Any], Any]] = []
        self._set_up_lock = threading.RLock()
        self._is_set_up = False

    @staticmethod
    def create_app(name: str = "__main__", config: Mapping[str, Any] | None = None) -> RouteTable:
        """Make the route table that an app has as its ``server``."""
        return RouteTable(name, config)

    # What Dash registers ----------------------------------------------------------------------------------------

    def add_url_rule(
        self,
        rule: str,
        view_func: Callable[..., Any],
        endpoint: str | None = None,
        methods: list[str] | None = None,
    ) -> None:
        """Add a rule in werkzeug's syntax, with or without the app's ``routes_pathname_prefix`` in front."""
        rule = rule.removeprefix(self.dash_app.config.routes_pathname_prefix).lstrip("/")
        self.server.add(rule, view_func, methods or ["GET"])

    def add_redirect_rule(self, app: Dash, fullname: str, path: str) -> None:
        """Redirect one path below the mount to another. The base class lacks it, but ``dash._pages`` calls it."""
        prefix = app.config.requests_pathname_prefix
        target = path.removeprefix(prefix)
        self.server.add(
            fullname.removeprefix(prefix),
            lambda: HttpResponsePermanentRedirect(app.get_relative_path("/" + target)),
            ["GET"],
        )

    def before_request(self, func: Callable[[], Any]) -> None:
        """Run ``func`` before requests; Dash's own set-up functions run once, before the first."""
        (self._set_up if func.__module__ == "dash.dash" else self._before).append(func)

    def check_set_up_functions(self) -> None:
        """Check that Dash's set-up is among what runs once, after Dash has registered all of its own.

        Raises:
            RuntimeError: Dash registers its set-up in another way; the app would be served without its callbacks.
        """
        if not any(func.__name__ == "_setup_server" for func in self._set_up):
            raise RuntimeError(
                f"Dash {dash.__version__} does not register the set-up of {self.dash_app.app_name!r} as earlier "
                "releases do. Use a release of Dash that this version of dpd-wagtail supports."
            )

    def after_request(self, func: Callable[[Any], Any]) -> None:
        """Run ``func`` on each response."""
        self._after.append(func)

    def register_assets_blueprint(self, blueprint_name: str, assets_url_path: str, assets_folder: str) -> None:
        """Serve the app's assets folder."""

        def serve_asset(path: str) -> HttpResponseBase:
            request = DjangoRequestAdapter().request
            try:
                response = serve_file(request, path, document_root=assets_folder)
            except (Http404, SuspiciousFileOperation, OSError, ValueError):
                # Django's own message names the folder.
                raise Http404(f"There is no asset {path!r}.") from None
            response.headers.setdefault("Cache-Control", asset_freshness(request, response))
            return response

        self.add_url_rule(f"{assets_url_path}/<path:path>", serve_asset)

    def setup_component_suites(self, dash_app: Dash) -> str:
        """Serve component bundles below the mount too: some code makes their URLs from the page's prefix."""

        def serve(package_name: str, fingerprinted_path: str) -> HttpResponseBase:
            return serve_bundle(DjangoRequestAdapter().request, package_name, fingerprinted_path)

        dash_app._add_url(f"{SUITES}<string:package_name>/<path:fingerprinted_path>", serve)
        return SUITES

    def setup_index(self, dash_app: Dash) -> None:
        """Serve the app's page at the mount's root."""
        dash_app._add_url("", dash_app.index)
        dash_app._add_url("_dash-routes", lambda: list(dash_app.routes))

    def setup_catchall(self, dash_app: Dash) -> None:
        """Serve the app's page at every other path below the mount, for client-side routing."""
        dash_app._add_url("<path:path>", dash_app.index)

    def register_callback_api_routes(self, callback_api_paths: Mapping[str, Callable[..., Any]]) -> None:
        """Serve callbacks with an ``api_endpoint`` to machine clients."""
        for path, handler in callback_api_paths.items():
            self.add_url_rule(path, partial(answer_api_request, self.dash_app, handler), methods=["POST"])

    def register_timing_hooks(self, first_run: bool) -> None:
        """Send a ``Server-Timing`` header with how long a request took, which Dash's developer tools show."""

        def before() -> None:
            if self.dash_app._dev_tools.ui:
                timing = {"__dash_server": {"dur": time.time(), "desc": None}}
                DjangoRequestAdapter().context.timing_information = timing

        def after(response: HttpResponseBase) -> None:
            timing = getattr(DjangoRequestAdapter().context, "timing_information", None)
            # Without the tools, ctx.record_timing() of a callback has no effect, as with Dash's own servers.
            if timing and "__dash_server" in timing:
                timing["__dash_server"]["dur"] = round((time.time() - timing["__dash_server"]["dur"]) * 1000)
                response.headers["Server-Timing"] = ", ".join(timing_entry(*item) for item in timing.items())

        self.before_request(before)
        self.after_request(after)

    def register_prune_error_handler(self, secret: str, prune_errors: bool) -> None:
        """Nothing to register: with developer tools, the answer of a failed callback has its traceback."""

    def register_error_handlers(self) -> None:
        """Nothing to register: :meth:`handle` makes responses of Dash's exceptions."""

    def enable_compression(self) -> None:
        """Nothing to enable: compression is ``django.middleware.gzip.GZipMiddleware`` or the front server's."""

    def has_request_context(self) -> bool:
        """Whether a request is being served here."""
        return current_mount() is not None

    def make_response(
        self, data: Any, mimetype: str | None = None, content_type: str | None = None, status: int | None = None
    ) -> HttpResponse:
        """Make a Django response."""
        return HttpResponse(data, content_type=content_type or mimetype, status=status)

    def jsonify(self, obj: Any) -> JsonResponse:
        """Make a JSON response."""
        return JsonResponse(obj, safe=False)

    def run(self, dash_app: Dash, host: str, port: int, debug: bool, **kwargs: Any) -> None:
        """Serve the app if there is no site.

        Raises:
            RuntimeError: there is a site; the message says how it serves the app.
        """
        from django_plotly_dash.standalone.server import run_alone  # its URLs are the app's views

        run_alone(self.dash_app, host, port, debug, **kwargs)

    def serve_callback(self, dash_app: Dash) -> Callable[[], Flow[HttpResponse]]:
        """Return the view of callbacks."""
        return partial(answer_callback_request, self.dash_app)

    def serve_websocket_callback(self, dash_app: Dash) -> None:
        """Serve what a message of a websocket asks of the app (``websocket_callbacks/consumer.py``)."""
        self.add_url_rule(
            "_dash-ws-callback", partial(answer_websocket_message, self.dash_app), methods=["GET", "POST"]
        )

    # The request's path -----------------------------------------------------------------------------------------

    def handle(self, mount: Mount) -> Flow[HttpResponseBase]:
        """Answer a request to the app. The mount must be the current one each time the flow is resumed.

        Raises:
            Http404: the app has nothing at this path.
        """
        try:
            self.set_up_once()
            response = yield from self._respond(mount)
        except PreventUpdate:
            response = HttpResponse(status=204)
        except BadBody as error:
            response = json_error(str(error), error.status)
        except (InvalidResourceError, DependencyException) as error:
            raise Http404(str(error)) from error
        except MethodNotAllowed as error:
            response = json_error(f"This URL takes {', '.join(error.allowed)} only.", 405)
            response.headers["Allow"] = ", ".join(error.allowed)
        except (Http404, PermissionDenied, SuspiciousOperation):
            raise
        except Exception as error:
            logger.exception("Dash app %r failed at %r", self.dash_app.app_name, mount.request.path)
            response = error_page(self.dash_app.app_name, error)
        for after in self._after:
            response = after(response) or response
        return response

    def set_up_once(self) -> None:
        """Run Dash's first-request set-up, in one thread and to its end, before any other request continues."""
        if self._is_set_up:
            return
        with self._set_up_lock:
            if not self._is_set_up:
                claim_leftovers(self.dash_app)
                with self.dash_app.setting_up():
                    for function in self._set_up:
                        wait_for(function())
                self._is_set_up = True

    def _respond(self, mount: Mount) -> Flow[HttpResponseBase]:
        for before in self._before:
            result = yield from awaited(before())
            if result is not None:
                return as_response(result, mount.prefix)
        view, arguments = self.server.match(mount.subpath, mount.request.method or "GET")
        # Our own views are flows. Dash and its hooks register plain or coroutine functions.
        result = view(**arguments)
        result = yield from result if _is_flow(view) else awaited(result)
        return as_response(result, mount.prefix)


@lru_cache(maxsize=4096)
def _is_flow(view: Callable[..., Any]) -> bool:
    return inspect.isgeneratorfunction(view)
