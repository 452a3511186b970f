"""Who may frame an app, beside a site's own content security policy."""

import sys
import types

from django.http import HttpResponse

from django_plotly_dash.http.framing import allow_own_frames


def test_without_a_policy_the_site_may_frame():
    assert allow_own_frames(HttpResponse())["Content-Security-Policy"] == "frame-ancestors 'self'"


def test_a_policy_middleware_keeps_its_say_also_when_it_is_derived(settings, monkeypatch):
    base = type("CSPMiddleware", (), {"__module__": "csp.middleware", "__qualname__": "CSPMiddleware"})
    module = types.ModuleType("site_with_policy")
    module.OwnPolicy = type("OwnPolicy", (base,), {})
    monkeypatch.setitem(sys.modules, "site_with_policy", module)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "site_with_policy.OwnPolicy"]
    response = allow_own_frames(HttpResponse())
    assert "Content-Security-Policy" not in response
    assert response["X-Frame-Options"] == "SAMEORIGIN"
