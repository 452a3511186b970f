"""What ``manage.py check --deploy`` says of a site before it is put on a server."""

import ast
import re
import sys
import types

import pytest
from dash.development.base_component import ComponentRegistry
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.middleware.csrf import CsrfViewMiddleware

from django_plotly_dash.finders import DashAppDirectoryFinder, DashAssetFinder, DashComponentFinder

FINDERS = [
    f"{finder.__module__}.{finder.__qualname__}"
    for finder in (DashAssetFinder, DashComponentFinder, DashAppDirectoryFinder)
]
CLICKJACKING = "django.middleware.clickjacking.XFrameOptionsMiddleware"
REDIS = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]}}
SECRET = "x" * 32


@pytest.fixture(autouse=True)
def deployed(settings):
    """A site of which nothing is to be said."""
    settings.DEBUG = False
    settings.STATICFILES_FINDERS = [*settings.STATICFILES_FINDERS, *FINDERS]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}}
    settings.CHANNEL_LAYERS = {"default": REDIS}
    settings.PLOTLY_DASH = {"http_poke_token": SECRET}
    return settings


def said(deploy=True):
    found = run_checks(tags=["django_plotly_dash"], include_deployment_checks=deploy)
    ours = [message for message in found if message.id not in {"django_plotly_dash.E002", "django_plotly_dash.I001"}]
    ours = [message for message in ours if not message.msg.startswith("Background callbacks")]  # those of the gallery
    assert all(message.hint for message in ours)
    return {message.id.rpartition(".")[2]: f"{message.msg} {message.hint}" for message in ours}


class OwnCsrf(CsrfViewMiddleware):
    """A site's own."""


def test_nothing_is_said_of_a_site_that_is_ready():
    assert said() == {}


def test_an_open_endpoint_is_told(deployed):
    deployed.PLOTLY_DASH = {}
    assert said() == {}  # it is closed
    deployed.DEBUG = True
    assert "POST to /dpd/views/poke/" in said()["W010"]
    deployed.PLOTLY_DASH = {"http_poke_enabled": False}
    assert said() == {}
    deployed.PLOTLY_DASH = {"http_poke_token": "secret"}
    assert "fewer than 16 characters" in said()["W011"]


def test_a_site_without_pipes_has_no_endpoint_to_close(deployed):
    deployed.PLOTLY_DASH, deployed.DEBUG, deployed.CHANNEL_LAYERS = {}, True, {}
    assert said() == {}


@pytest.mark.django_db
def test_a_token_of_the_wrong_type_is_an_error_of_its_own(deployed):
    deployed.PLOTLY_DASH = {"http_poke_token": 7}
    assert [message.id for message in run_checks(include_deployment_checks=True)].count("django_plotly_dash.E001") == 1


def test_missing_middleware_is_told(deployed):
    deployed.MIDDLEWARE = [name for name in deployed.MIDDLEWARE if "csrf" not in name and "clickjacking" not in name]
    found = said()
    assert set(found) == {"W012", "W013"}
    assert "django.middleware.csrf.CsrfViewMiddleware" in found["W012"]
    assert CLICKJACKING in found["W013"]


def test_a_sites_own_middleware_may_do_it(deployed):
    deployed.MIDDLEWARE = [name for name in deployed.MIDDLEWARE if "csrf" not in name] + [f"{__name__}.OwnCsrf"]
    assert said() == {}


@pytest.mark.parametrize(
    ("path", "setting", "nest"),
    [
        ("django.middleware.csp.ContentSecurityPolicyMiddleware", "SECURE_CSP", dict),
        ("csp.middleware.CSPMiddleware", "CONTENT_SECURITY_POLICY", lambda policy: {"DIRECTIVES": policy}),
    ],
)
def test_a_policy_guards_frames_where_it_says_so(deployed, monkeypatch, path, setting, nest):
    module, _dot, name = path.rpartition(".")
    own = types.ModuleType(f"site_with_{name}")
    own.OwnPolicy = type("OwnPolicy", (type(name, (), {"__module__": module, "__qualname__": name}),), {})
    monkeypatch.setitem(sys.modules, own.__name__, own)
    others = [other for other in deployed.MIDDLEWARE if other != CLICKJACKING]
    deployed.MIDDLEWARE = [*others, f"{own.__name__}.OwnPolicy"]
    assert set(said()) == {"W013"}
    setattr(deployed, setting, nest({"default-src": ["'self'"]}))
    assert set(said()) == {"W013"}
    setattr(deployed, setting, nest({"frame-ancestors": ["'self'"]}))
    assert said() == {}


def test_what_ends_with_a_process_is_told(deployed):
    deployed.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    deployed.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    found = said()
    assert set(found) == {"W014", "W015"}
    assert "RedisChannelLayer" in found["W014"]
    assert "initial arguments" in found["W015"]
    deployed.CHANNEL_LAYERS = {"others": REDIS}
    deployed.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert set(said()) == {"W015"}


IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.mark.parametrize(
    ("variable", "value", "is_one"),
    [
        ("WEB_CONCURRENCY", "1", True),
        ("WEB_CONCURRENCY", "4", False),
        ("GUNICORN_CMD_ARGS", "--bind=0.0.0.0:80 --workers=1", True),
        ("GUNICORN_CMD_ARGS", "-w 1 --threads 4", True),
        ("GUNICORN_CMD_ARGS", "--threads 1 --workers 3", False),
        ("GUNICORN_CMD_ARGS", "--threads 1", False),
    ],
)
def test_a_site_that_is_told_to_be_one_process_is_left_alone(deployed, monkeypatch, variable, value, is_one):
    deployed.CHANNEL_LAYERS, deployed.CACHES = IN_MEMORY, LOCAL
    monkeypatch.setenv(variable, value)
    assert set(said()) == (set() if is_one else {"W014", "W015"})


def test_a_channel_layer_that_no_app_uses_is_not_ours_to_judge(deployed, monkeypatch):
    deployed.CHANNEL_LAYERS = IN_MEMORY
    registered = ComponentRegistry.registry - {"django_plotly_dash", "dpd_components"}
    monkeypatch.setattr(ComponentRegistry, "registry", registered)
    assert said() == {}


@pytest.mark.parametrize("number", ["W014", "W015"])
def test_the_settings_of_a_hint_are_python_and_settle_it(deployed, number):
    deployed.CHANNEL_LAYERS, deployed.CACHES = IN_MEMORY, LOCAL
    text = said()[number]
    name, settled = re.search(r"processes: (\w+) = (\{.*?\})(?:;|, or)", text).groups()
    setattr(deployed, name, ast.literal_eval(settled))
    assert number not in said()
    assert f"SILENCED_SYSTEM_CHECKS += ['django_plotly_dash.{number}']" in text


def test_missing_finders_are_named(deployed):
    deployed.STATICFILES_FINDERS = [name for name in deployed.STATICFILES_FINDERS if name not in FINDERS[1:]]
    found = said()
    assert set(found) == {"W016"}
    # The hint is the line to write.
    line = found["W016"].partition("STATICFILES_FINDERS = ")[2].rpartition(", then")[0]
    deployed.STATICFILES_FINDERS = ast.literal_eval(line)
    assert said() == {}


def test_only_deploy_says_it(deployed):
    deployed.PLOTLY_DASH, deployed.DEBUG, deployed.CACHES = {}, True, {"default": {"BACKEND": "x.DummyCache"}}
    assert said(deploy=False) == {}


@pytest.mark.django_db
def test_the_command_can_fail_on_it(deployed):
    deployed.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    with pytest.raises(CommandError, match=r"django_plotly_dash\.W014"):
        call_command("check", "--deploy", "--fail-level", "WARNING")
