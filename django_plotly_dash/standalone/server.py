"""``app.run()`` without a site: Django's development server, with its reloader."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers import basehttp
from django.utils import autoreload

from django_plotly_dash.mcp.server import MCP_PATH
from django_plotly_dash.standalone.urls import serve_at_root
from django_plotly_dash.utils.no_site import refuse_in_a_site

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

# Options of Flask's server, which Dash accepts. This server always uses threads and has no debugger.
_WITHOUT_EFFECT = frozenset({"threaded", "use_debugger", "load_dotenv"})


def run_alone(app: BaseApp, host: str, port: int, debug: bool, **options: Any) -> None:
    """Serve an app until it is interrupted.

    Args:
        app: the app.
        host: name or address to listen on.
        port: TCP port.
        debug: turn on DEBUG, the developer tools and the reloader.
        **options: other arguments of ``app.run``: ``use_reloader``, ``extra_files``.

    Raises:
        RuntimeError: there is a site, which serves the app.
        TypeError: an argument is not known.
        SystemExit: the server cannot listen on this host and port.
    """
    refuse_in_a_site(app)
    use_reloader = options.pop("use_reloader", debug)
    extra_files = options.pop("extra_files", ())
    unknown = sorted(options.keys() - _WITHOUT_EFFECT)
    if unknown:
        raise TypeError(f"app.run() does not take {', '.join(unknown)}: without a site, Django's own server is used.")
    settings.ALLOWED_HOSTS = _allowed_hosts(app, host)
    serve_at_root(app)
    if app._dev_tools.silence_routes_logging:
        logging.getLogger("django.server").setLevel(logging.ERROR)
    if os.environ.get(autoreload.DJANGO_AUTORELOAD_ENV) != "true":
        _check_can_listen(host, port)
        url = f"http://{_in_url(host)}:{port}{app.config.routes_pathname_prefix}"
        tools = f", tools for language models at {url}{MCP_PATH}" if app.serves_mcp else ""
        app.logger.info("Dash is running on %s%s\n", url, tools)
    if use_reloader:
        autoreload.autoreload_started.connect(_also_watch(extra_files), weak=False)
        autoreload.run_with_reloader(_serve, host, port)
    else:
        _serve(host, port)


def _serve(host: str, port: int) -> None:
    try:
        basehttp.run(host, port, WSGIHandler(), ipv6=":" in host, threading=True)
    except KeyboardInterrupt:
        return


def _allowed_hosts(app: BaseApp, host: str) -> list[str]:
    own = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
    if host == "localhost" or _is_loopback(host):
        return [*own, _in_url(host)]
    if app.access_rule:
        sys.exit(
            f"{app.app_name!r} has an access rule, which is not checked when the app runs alone. "
            f"Run it on this machine only, without host={host!r}."
        )
    return ["*"]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_can_listen(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen(1)
    except OSError as error:
        sys.exit(
            f"Cannot listen on {host}:{port}: {error.strerror or error}. Choose another host or port: app.run(...)."
        )


def _also_watch(files: Iterable[str]) -> Callable[..., None]:
    def watch(sender: autoreload.BaseReloader, **_kwargs: Any) -> None:
        sender.extra_files.update(Path(file) for file in files)

    return watch
