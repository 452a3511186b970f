"""What ``manage.py check --deploy`` reports: missing protection, and settings that work in one process only."""

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
    """Whether an app may have a Pipe, ours or the predecessor's: a channel layer can have other uses."""
    load_all_apps()
    return pipes_are_used() or "dpd_components" in ComponentRegistry.registry


def _is_one_process() -> bool:
    """Whether environment variables limit the server to one process; its configuration files are not read."""
    told = _WORKERS.findall(os.environ.get("GUNICORN_CMD_ARGS", ""))
    return (told[-1] if told else os.environ.get("WEB_CONCURRENCY")) == "1"


def _silence(number: str) -> str:
    return f"for one process: WEB_CONCURRENCY=1, or SILENCED_SYSTEM_CHECKS += ['django_plotly_dash.{number}']"


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
    """The HTTP endpoint for live messages accepts them from anybody, or its secret is short enough to guess."""
    configured = plotly_dash_settings()
    if not configured.http_poke_enabled or not _has_pipes():
        return
    token = configured.http_poke_token
    if token:
        if len(str(token)) < _SHORTEST_SECRET:
            yield Warning(
                f"PLOTLY_DASH['http_poke_token'] has fewer than {_SHORTEST_SECRET} characters and may be guessed.",
                hint="Set PLOTLY_DASH['http_poke_token'] = os.environ['DASH_POKE_TOKEN'], with a secret made by "
                "python -c 'import secrets; print(secrets.token_urlsafe())'.",
                id="django_plotly_dash.W011",
            )
    elif settings.DEBUG:
        yield Warning(
            f"Anybody who can reach this site can send messages to its live pages by a POST to /{route()}.",
            hint="With DEBUG = False the endpoint accepts only requests with PLOTLY_DASH['http_poke_token']; "
            "PLOTLY_DASH['http_poke_enabled'] = False removes it.",
            id="django_plotly_dash.W010",
        )


@register("django_plotly_dash", deploy=True)
def check_middleware(**_kwargs: object) -> Iterator[CheckMessage]:
    """Callbacks are not protected against requests from other sites, or pages against frames on other sites."""
    if not has_middleware("django.middleware.csrf.CsrfViewMiddleware"):
        yield Warning(
            "Pages of other sites can run callbacks of Dash apps as a user who is logged in here.",
            hint="MIDDLEWARE += ['django.middleware.csrf.CsrfViewMiddleware'], preferably after SessionMiddleware. "
            "Apps send the CSRF token themselves.",
            id="django_plotly_dash.W012",
        )
    if not _says_who_may_frame():
        yield Warning(
            "Pages of other sites can show pages of this site in a frame, and trick visitors into clicking in them.",
            hint="MIDDLEWARE += ['django.middleware.clickjacking.XFrameOptionsMiddleware'], or frame-ancestors in a "
            "content security policy. With either, the site's own pages can still show apps in frames.",
            id="django_plotly_dash.W013",
        )


@register("django_plotly_dash", deploy=True)
def check_channel_layer(**_kwargs: object) -> Iterator[CheckMessage]:
    """Live messages do not reach other processes, and there may be some."""
    if not _has_pipes() or _is_one_process() or not _uses_pipes():
        return
    from django_plotly_dash.pipes.fanout import stays_in_process
    from django_plotly_dash.pipes.messages import PipeUnavailable

    try:
        ends = stays_in_process()
    except PipeUnavailable:  # there is no default layer: the site uses another one for something else
        return
    if ends:
        yield Warning(
            "The channel layer is in memory: a live message reaches only pages served by the process that sends it.",
            hint="For several processes: CHANNEL_LAYERS = {'default': {'BACKEND': "
            "'channels_redis.core.RedisChannelLayer', 'CONFIG': {'hosts': ['redis://127.0.0.1:6379/0']}}}; "
            f"{_silence('W014')}.",
            id="django_plotly_dash.W014",
        )


@register("django_plotly_dash", deploy=True)
def check_cache(**_kwargs: object) -> Iterator[CheckMessage]:
    """Initial arguments are kept in one process, and there may be others that do not have them."""
    if _is_one_process():
        return
    if isinstance(caches["default"], (LocMemCache, DummyCache)):
        yield Warning(
            "The cache is not shared between processes: initial arguments kept in one are missing in the others.",
            hint="For several processes: CACHES = {'default': {'BACKEND': "
            "'django.core.cache.backends.redis.RedisCache', 'LOCATION': "
            f"'redis://127.0.0.1:6379/1'}}}}, or Memcached, or the database; {_silence('W015')}.",
            id="django_plotly_dash.W015",
        )


@register("django_plotly_dash", deploy=True)
def check_finders(**_kwargs: object) -> Iterator[CheckMessage]:
    """Django serves component bundles that the web server could serve after ``collectstatic``."""
    load_all_apps()
    missing = [f"django_plotly_dash.finders.{name}" for name in _FINDERS if not has_finder(name)]
    if missing and any(app.config.serve_locally for app in registry.apps()):
        yield Warning(
            "Django itself serves the files of apps, because collectstatic does not find them.",
            hint=f"STATICFILES_FINDERS = {[*settings.STATICFILES_FINDERS, *missing]!r}, then run manage.py "
            "collectstatic.",
            id="django_plotly_dash.W016",
        )
