"""What is wrong in a site's settings: the system checks, and what is left over from other ways to serve Dash."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, WARNING, run_checks

from django_plotly_dash.conf import SETTING, plotly_dash_settings
from django_plotly_dash.doctor.findings import Finding
from django_plotly_dash.doctor.site_files import SiteFiles, Source
from django_plotly_dash.utils.middleware_list import has_middleware

_BASE = "django_plotly_dash.middleware.BaseMiddleware"
_LAYER = """CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": ["redis://127.0.0.1:6379/0"]},
    },
}"""


def settings_findings(files: SiteFiles, *, run: bool) -> Iterator[Finding]:
    """Yield what is missing from the settings, and what is no longer needed.

    Args:
        files: the site's files, which show what the settings are needed for.
        run: whether our system checks can be run; they need all apps.
    """
    templates = [path.read_text(encoding="utf-8", errors="replace") for path in files.find(".html")]
    if run:
        yield from _checks()
    yield from _leftovers(templates)
    yield from _live(files, templates)
    yield from _decorator(files)
    in_place = any(tag in text for text in templates for tag in ("plotly_header", "plotly_footer"))
    if in_place and not has_middleware(_BASE):
        yield Finding(
            "settings.base-middleware",
            False,
            "Templates use plotly_header or plotly_footer, which insert nothing without BaseMiddleware.",
            paste=f'MIDDLEWARE += ["{_BASE}"]',
        )


def _checks() -> Iterator[Finding]:
    for message in run_checks(tags=["django_plotly_dash"], include_deployment_checks=True):
        if message.level < WARNING:
            continue
        name = str(message.id).rpartition(".")[2]
        yield Finding(f"check.{name}", message.level >= ERROR, f"{message.msg} {message.hint or ''}".strip())


def _leftovers(templates: list[str]) -> Iterator[Finding]:
    installed = [config.name for config in apps.get_app_configs()]
    if "dpd_static_support" in installed:
        yield Finding(
            "settings.static-support",
            False,
            "dpd_static_support is no longer needed: Bootstrap comes with django_plotly_dash. It can be removed from "
            "INSTALLED_APPS, PLOTLY_COMPONENTS and the requirements.",
        )
    if "bootstrap4" in installed and not any("bootstrap4" in text for text in templates):
        yield Finding(
            "settings.bootstrap4",
            False,
            "No template loads bootstrap4, which the predecessor's demonstration used. It can be removed from "
            "INSTALLED_APPS.",
        )
    value = str(settings.X_FRAME_OPTIONS).upper()
    if value != "DENY":
        is_known = value == "SAMEORIGIN"
        what = (
            "is not needed for apps: their own pages allow frames on this site. Other pages can refuse them."
            if is_known
            else "is not a value that browsers know, so every site can frame pages of this one. Apps do not need it."
        )
        what = f"X_FRAME_OPTIONS = {settings.X_FRAME_OPTIONS!r} {what}"
        yield Finding("settings.frame-options", not is_known, what, paste='X_FRAME_OPTIONS = "DENY"')
    own = getattr(settings, SETTING, None)
    if isinstance(own, dict) and own and "serve_locally" not in own:
        yield Finding(
            "settings.serve-locally",
            False,
            "Component files are now served by this site instead of a CDN, unless the settings say otherwise.",
            paste=f'{SETTING}["serve_locally"] = False  # only to use a CDN',
        )


def _live(files: SiteFiles, templates: list[str]) -> Iterator[Finding]:
    where = next((source for source in files.sources if _uses_pipes(source)), None)
    if where is None and not any("plotly_message_pipe" in text for text in templates):
        return
    reason = f"{where.shown} uses live pipes" if where is not None else "Templates have plotly_message_pipe"
    if find_spec("channels") is None:
        yield Finding(
            "settings.channels",
            True,
            f"{reason}, but Channels is not installed.",
            paste="python -m pip install 'dpd-wagtail[live]'",
        )
        return
    if not getattr(settings, "CHANNEL_LAYERS", None):
        yield Finding("settings.layer", True, f"{reason}, but there is no channel layer.", paste=_LAYER)
    application = getattr(settings, "ASGI_APPLICATION", None)
    if not application:
        if _names_our_routes(files):  # the command line of the server can name the application
            return
        yield Finding(
            "settings.asgi",
            True,
            f"{reason}, but nothing serves the websocket: there is no ASGI application.",
            paste='ASGI_APPLICATION = "django_plotly_dash.routing.application"',
        )
    elif not str(application).startswith("django_plotly_dash."):
        module = str(application).rpartition(".")[0]
        if not _routes_websockets(files, module):
            yield Finding(
                "settings.asgi",
                True,
                f"{reason}, but {application} has no route for the websocket. Either use ours, or add the route to "
                "yours.",
                where=module.replace(".", "/") + ".py",
                paste='ASGI_APPLICATION = "django_plotly_dash.routing.application"\n\n'
                "# or, in the asgi.py of the site, after get_asgi_application():\n"
                "from channels.routing import ProtocolTypeRouter, URLRouter\n"
                "from django_plotly_dash.routing import websocket_urlpatterns\n\n"
                "application = ProtocolTypeRouter(\n"
                '    {"http": application, "websocket": URLRouter(websocket_urlpatterns)}\n'
                ")",
            )
    if not apps.is_installed("daphne") and settings.DEBUG:
        yield Finding(
            "settings.runserver",
            False,
            f"{reason}, but runserver serves websockets only with daphne, listed before django.contrib.staticfiles.",
            paste='INSTALLED_APPS.insert(0, "daphne")',
        )


def _uses_pipes(source: Source) -> bool:
    wanted = {"dpd_components", "django_plotly_dash.components", "django_plotly_dash.consumers"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module in wanted:
            return True
        if isinstance(node, ast.Import) and any(alias.name in wanted for alias in node.names):
            return True
    return False


def _routes_websockets(files: SiteFiles, module: str) -> bool:
    """Whether the module of an ASGI application, or one that it imports, uses our routes."""
    path = Path(*module.split(".")).with_suffix(".py")
    sources = [source for source in files.sources if source.path.parts[-len(path.parts) :] == path.parts]
    texts = [source.path.read_text(encoding="utf-8", errors="replace") for source in sources]
    imported = any("routing" in text for text in texts) and _names_our_routes(files)
    # A module that is not among the site's files cannot be read.
    return not texts or any("django_plotly_dash" in text for text in texts) or imported


def _names_our_routes(files: SiteFiles) -> bool:
    return any(
        "django_plotly_dash.routing" in source.path.read_text(encoding="utf-8", errors="replace")
        for source in files.sources
    )


def _decorator(files: SiteFiles) -> Iterator[Finding]:
    dotted = plotly_dash_settings().view_decorator
    if not dotted or dotted.startswith("django_plotly_dash."):
        return
    module, _dot, _name = dotted.rpartition(".")
    path = Path(*module.split(".")).with_suffix(".py")
    for source in files.sources:
        if source.path.parts[-len(path.parts) :] != path.parts:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "csrf_exempt":
                yield Finding(
                    "source.decorator-csrf",
                    False,
                    f"{dotted} passes csrf_exempt on. No view of apps is exempt any more: apps send the CSRF token.",
                    where=source.shown,
                    line=node.lineno,
                )
