"""What pages hold for live pipes: the tag, the component and its files."""

import re
import subprocess
import sys

from django.template import RequestContext, Template
from django.urls import set_script_prefix

from tests.site_process import environment

SCRIPT = (
    '<script src="/static/django_plotly_dash/pipe-hub.js" data-url="{}" data-offline="{}" data-page defer></script>'
)
TEXT = "No live updates at the moment."


def render(request, source):
    return Template("{% load plotly_dash %}" + source).render(RequestContext(request))


def test_the_tag_inserts_the_hub_once(rf):
    expected = SCRIPT.format("/dpd/ws/channel", TEXT)
    assert render(rf.get("/"), "{% plotly_message_pipe %}" * 3) == expected
    assert render(None, "{% plotly_message_pipe %}") == expected


def test_the_tag_knows_setting_script_name_and_its_argument(rf, settings):
    settings.PLOTLY_DASH = {"ws_route": "live/ws"}
    set_script_prefix("/below/")
    try:
        assert render(rf.get("/"), "{% plotly_message_pipe %}") == SCRIPT.format("/below/live/ws", TEXT)
    finally:
        set_script_prefix("/")
    elsewhere = '{% plotly_message_pipe url="wss://live.example/?a=1&b" %}'
    assert render(rf.get("/"), elsewhere) == SCRIPT.format("wss://live.example/?a=1&amp;b", TEXT)


def run(script):
    """Run Python in a process of its own: a component that is imported is on the pages of all apps."""
    header = "import django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", header + script], env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pages_of_apps_have_the_hub_before_the_component_and_only_where_pipes_are_used():
    pages = run("""
from django.test import Client
from django_plotly_dash import DjangoDash
from dash import html
DjangoDash("Any").layout = html.Div()
print(Client().get("/dash/app/any/", headers={"host": "localhost"}).content.decode())
print("#####")
from django_plotly_dash.components import Pipe
page = Client().get("/dash/app/any/", headers={"host": "localhost"}).content.decode()
print(page)
print("#####")
import re
url = re.search(r'src="([^"]*components/pipe[^"]*)"', page)[1]
answer = Client().get(url, headers={"host": "localhost"})
print(answer.status_code, answer["Cache-Control"], answer.content.decode())
""")
    without, with_pipe, file = pages.split("#####\n")
    assert "pipe" not in without
    assert re.findall(r"pipe-hub\.js|/components/pipe\.", with_pipe) == ["pipe-hub.js", "/components/pipe."]
    assert 'data-url="/dpd/ws/channel"' in with_pipe
    assert file.startswith("200 public, max-age=31536000, immutable /* Pipe")


def test_the_finders_find_the_component():
    found = run("""
from django.conf import settings
settings.STATICFILES_FINDERS = ["django_plotly_dash.finders.DashComponentFinder"]
from django_plotly_dash import __version__
from django.contrib.staticfiles import finders
from django_plotly_dash import __version__
path = f"dpd/components/django_plotly_dash/{__version__}/components/pipe.js"
assert not finders.find(path)
from django_plotly_dash.components import Pipe
assert finders.find(path).endswith("components/pipe.js"), finders.find(path)
assert not finders.find(path.replace("pipe.js", "__init__.py"))
print("found")
""")
    assert found == "found\n"


def test_a_pipe_has_the_properties_of_the_manuals():
    printed = run("""
from django_plotly_dash.components import Pipe
print(Pipe("p", "channel", "label", {"a": 1}).to_plotly_json())
print(Pipe(id="p", label="l", channel_name="c"))
""")
    assert "'namespace': 'django_plotly_dash'" in printed
    assert "Pipe(id='p', channel_name='c', label='l')" in printed
