"""What ``manage.py check --deploy`` says of a site: doors left open, and parts that end with one process."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.util import find_spec

from dash.development.base_component import ComponentRegistry
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Warning, register

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.files.static_urls import has_finder
from django_plotly_dash.http.framing import POLICY_MIDDLEWARE
from django_plotly_dash.pipes.hub import pipes_are_used
from django_plotly_dash.pipes.poke import route
from django_plotly_dash.registry.registry import load_all_apps, registry
from django_plotly_dash.utils.middleware_list import has_middleware

_SHORTEST_SECRET = 16  # characters
_WORKERS = re.compile(r"(?:--workers|-w)[ =]?(\d+)")
_FINDERS = ("DashAssetFinder", "DashComponentFinder", "DashAppDirectoryFinder")


def _has_pipes() -> bool:
    return bool(find_spec("channels")) and bool(getattr(settings, "CHANNEL_LAYERS", None))


def _uses_pipes() -> bool:
    """Whether an app, or the predecessor's component, may have a Pipe: a channel layer can be there for another use."""
    load_all_apps()
    return pipes_are_used() or "dpd_components" in ComponentRegistry.registry


def _is_one_process() -> bool:
    """Whether the environment tells the server to run one process alone; the server's own files are not known here."""
    told = _WORKERS.findall(os.environ.get("GUNICORN_CMD_ARGS", ""))
    return (told[-1] if told else os.environ.get("WEB_CONCURRENCY")) == "1"


def _silence(number: str) -> str:
    return f"one process alone: WEB_CONCURRENCY=1, or SILENCED_SYSTEM_CHECKS += ['django_plotly_dash.{number}']"


def _says_who_may_frame() -> bool:
    if has_middleware("django.middleware.clickjacking.XFrameOptionsMiddleware"):
        return True
    policies = (
        getattr(settings, "SECURE_CSP", {}),
        (getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}).get("DIRECTIVES", {}),
    )
    return any(
        has_middleware(name) and "frame-ancestors" in policy
        for name, policy in zip(POLICY_MIDDLEWARE, policies, strict=True)
    )


@register("django_plotly_dash", deploy=True)
def check_poke_endpoint(**_kwargs: object) -> Iterator[CheckMessage]:
    """The HTTP endpoint for live messages takes them from anybody, or from whoever guesses a short secret."""
    configured = plotly_dash_settings()
    if not configured.http_poke_enabled or not _has_pipes():
        return
    token = configured.http_poke_token
    if token:
        if len(str(token)) < _SHORTEST_SECRET:
            yield Warning(
                f"PLOTLY_DASH['http_poke_token'] has fewer than {_SHORTEST_SECRET} characters and may be guessed.",
                hint="PLOTLY_DASH['http_poke_token'] = os.environ['DASH_POKE_TOKEN'], and a secret that "
                "python -c 'import secrets; print(secrets.token_urlsafe())' makes.",
                id="django_plotly_dash.W011",
            )
    elif settings.DEBUG:
        yield Warning(
            f"Anybody who reaches this site may send messages to its live pages by a POST to /{route()}.",
            hint="DEBUG = False closes it to whoever has no PLOTLY_DASH['http_poke_token']; "
            "PLOTLY_DASH['http_poke_enabled'] = False takes it away.",
            id="django_plotly_dash.W010",
        )


@register("django_plotly_dash", deploy=True)
def check_middleware(**_kwargs: object) -> Iterator[CheckMessage]:
    """Nothing guards callbacks against posts from other sites, or pages against being framed by them."""
    if not has_middleware("django.middleware.csrf.CsrfViewMiddleware"):
        yield Warning(
            "Pages of other sites can run callbacks of Dash apps in the name of a visitor who is logged in here.",
            hint="MIDDLEWARE += ['django.middleware.csrf.CsrfViewMiddleware'], better behind that of sessions: apps "
            "send its token by themselves.",
            id="django_plotly_dash.W012",
        )
    if not _says_who_may_frame():
        yield Warning(
            "Pages of other sites can show the pages of this one in a frame, and have visitors click in them.",
            hint="MIDDLEWARE += ['django.middleware.clickjacking.XFrameOptionsMiddleware'], or frame-ancestors in a "
            "content security policy: either way this site's own pages can still show apps in frames.",
            id="django_plotly_dash.W013",
        )


@register("django_plotly_dash", deploy=True)
def check_channel_layer(**_kwargs: object) -> Iterator[CheckMessage]:
    """Live messages do not leave the process, and there may be others."""
    if not _has_pipes() or _is_one_process() or not _uses_pipes():
        return
    from django_plotly_dash.pipes.fanout import stays_in_process
    from django_plotly_dash.pipes.messages import PipeUnavailable

    try:
        ends = stays_in_process()
    except PipeUnavailable:  # no default layer: the site uses another for something else
        return
    if ends:
        yield Warning(
            "The channel layer is in memory: a live message reaches only pages that the process which sends it serves.",
            hint="Several processes: CHANNEL_LAYERS = {'default': {'BACKEND': 'channels_redis.core.RedisChannelLayer', "
            f"'CONFIG': {{'hosts': ['redis://127.0.0.1:6379/0']}}}}}}; {_silence('W014')}.",
            id="django_plotly_dash.W014",
        )


@register("django_plotly_dash", deploy=True)
def check_cache(**_kwargs: object) -> Iterator[CheckMessage]:
    """Initial arguments that one process keeps are unknown to the others, where there are others."""
    if _is_one_process():
        return
    if isinstance(caches["default"], (LocMemCache, DummyCache)):
        yield Warning(
            "The cache is not shared by processes: initial arguments that one of them keeps are lost in the others.",
            hint="Several processes: CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', "
            f"'LOCATION': 'redis://127.0.0.1:6379/1'}}}}, or Memcached, or the database; {_silence('W015')}.",
            id="django_plotly_dash.W015",
        )


@register("django_plotly_dash", deploy=True)
def check_finders(**_kwargs: object) -> Iterator[CheckMessage]:
    """Python serves the component bundles that ``collectstatic`` could hand to the front server."""
    load_all_apps()
    missing = [f"django_plotly_dash.finders.{name}" for name in _FINDERS if not has_finder(name)]
    if missing and any(app.config.serve_locally for app in registry.apps()):
        yield Warning(
            "Apps have their files from this site, and Django serves each: collectstatic does not find them.",
            hint=f"STATICFILES_FINDERS = {[*settings.STATICFILES_FINDERS, *missing]!r}, then manage.py collectstatic.",
            id="django_plotly_dash.W016",
        )
