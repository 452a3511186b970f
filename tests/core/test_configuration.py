"""Settings, checks, and the decorator that a site puts around every view."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseForbidden

from django_plotly_dash.access import decorated, login_required
from django_plotly_dash.conf import PlotlyDashSettings, plotly_dash_settings


def messages():
    return [message for message in run_checks(tags=["django_plotly_dash"]) if message.id != "django_plotly_dash.E002"]


def test_defaults_stand_where_a_site_says_nothing(settings):
    settings.PLOTLY_DASH = {"cache_timeout_initial_arguments": 5}
    assert plotly_dash_settings() == PlotlyDashSettings(cache_timeout_initial_arguments=5)
    assert messages() == []


@pytest.mark.parametrize(
    ("value", "id_", "text"),
    [
        ({"serve_localy": True}, "W001", "serve_locally"),
        ({"serve_locally": "yes"}, "E001", "bool"),
        ({"callback_body_limit": True}, "E001", "int"),
        ({"view_decorator": 3}, "E001", "str or None"),
        (["serve_locally"], "E001", "dictionary"),
    ],
)
def test_a_wrong_setting_is_told(settings, value, id_, text):
    settings.PLOTLY_DASH = value
    (message,) = messages()
    assert message.id == f"django_plotly_dash.{id_}"
    assert text in message.msg


def test_keys_of_the_manual_are_no_warning(settings):
    settings.PLOTLY_DASH = {"ws_route": "dpd/ws/channel", "http_route": "dpd/views", "insert_demo_migrations": False}
    assert messages() == []


def refuse(view, route_name, url_part, name):
    """A view decorator that refuses layouts."""
    if name != "layout":
        return view
    return lambda request, **kwargs: HttpResponseForbidden(f"{route_name} {url_part}")


def test_the_view_decorator_is_told_route_and_type_of_view(settings, rf):
    settings.PLOTLY_DASH = {"view_decorator": f"{__name__}.refuse"}

    def view(request):
        return "open"

    assert decorated(view, route_name="app-main", url_part="", name="main") is view
    refused = decorated(view, route_name="app-layout", url_part="_dash-layout", name="layout")
    assert refused(rf.get("/")).content == b"app-layout _dash-layout"


def test_a_view_decorator_that_is_not_there_is_an_error(settings):
    settings.PLOTLY_DASH = {"view_decorator": "tests.nowhere.nothing"}
    with pytest.raises(ImproperlyConfigured, match="view_decorator"):
        decorated(lambda request: None, route_name="x", url_part="", name="main")


def test_login_required_sends_visitors_to_the_login(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/app/")
    request.user = AnonymousUser()
    answer = login_required(lambda request: None, route_name="app-main")(request)
    assert answer.status_code == 302
