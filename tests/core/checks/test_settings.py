"""What ``manage.py check`` says of the settings."""

import pytest
from django.core.checks import run_checks

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
        ({"callback_body_limit": -1}, "E001", "at least 0"),
        ({"view_decorator": 3}, "E001", "str or None"),
        ({"view_decorator": "tests.nowhere.nothing"}, "E001", "cannot be imported"),
        ({"stateless_loader": "tests.nowhere.nothing"}, "E001", "cannot be imported"),
        ({"static_asset_root": None}, "E001", "str"),
        ({"http_poke_enabled": 1}, "E001", "bool"),
        ({"frame_ancestors": "https://www.example.org"}, "E001", "list or tuple"),
        ({"frame_ancestors": ["www.example.org; script-src *"]}, "E001", "write origins like"),
        ({"frame_ancestors": [None]}, "E001", "write origins like"),
        (["serve_locally"], "E001", "dictionary"),
    ],
)
def test_a_wrong_setting_is_told(settings, value, id_, text):
    settings.PLOTLY_DASH = value
    (message,) = messages()
    assert message.id == f"django_plotly_dash.{id_}"
    assert text in message.msg


def test_every_key_of_the_manual_is_known(settings):
    settings.PLOTLY_DASH = {
        "ws_route": "dpd/ws/channel",
        "http_route": "dpd/views",
        "http_poke_enabled": True,
        "insert_demo_migrations": False,
        "cache_timeout_initial_arguments": 60,
        "view_decorator": None,
        "cache_arguments": True,
        "serve_locally": False,
        "stateless_loader": None,
        "static_asset_root": "dpd/assets",
    }
    assert messages() == []
    assert plotly_dash_settings() == PlotlyDashSettings(serve_locally=False)
