"""Where an app may run alone, and where it may not (its page is in tests/browser/test_alone.py)."""

import os
import subprocess
import sys

import pytest

from django_plotly_dash.utils.no_site import is_alone
from tests.core.apps_for_tests import temporary_app
from tests.site_process import PROJECT

APP = """
from dash import html
from django.conf import settings
from django_plotly_dash import DjangoDash

app = DjangoDash("Alone"{keywords})
app.layout = html.P("x")
print("ROOT", settings.ROOT_URLCONF, app.get_asset_url("x.css"))
app.run({options})
"""


def run(keywords="", options="", **variables):
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-"],
        input=APP.format(keywords=keywords, options=options),
        env={**inherited, "PYTHONPATH": str(PROJECT), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_in_a_site_an_app_does_not_run_alone():
    assert not is_alone()
    with temporary_app("Not alone") as app, pytest.raises(RuntimeError, match=r"manage.py runserver.*app/not-alone/"):
        app.run(debug=True)


def test_a_site_that_is_named_is_never_replaced():
    done = run(DJANGO_SETTINGS_MODULE="tests.lean_settings", DPD_TEST_WITHOUT_USERS="1")
    assert "ROOT tests.lean_urls" in done.stdout
    assert "The Django site serves" in done.stderr
    assert "Dash is running" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("keywords", "options", "message"),
    [
        (", login_required=True", "host='0.0.0.0'", "'Alone' has an access rule, which is not checked"),
        ("", "host='192.0.2.1'", "Cannot listen on 192.0.2.1:8050: "),
        ("", "host='no.such.host.invalid'", "Cannot listen on no.such.host.invalid:8050: "),
        (
            "",
            "processes=4",
            "TypeError: app.run() does not take processes: without a site, Django's own server is used.",
        ),
        ("", "port=0x20000", "Expecting an integer from 1 to 65535"),
    ],
)
def test_what_cannot_be_done_is_said(keywords, options, message):
    done = run(keywords, options)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stdout.startswith("ROOT django_plotly_dash.standalone.urls /assets/x.css")
    assert "Dash is running" not in done.stdout + done.stderr
