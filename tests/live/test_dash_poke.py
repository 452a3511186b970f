"""``manage.py dash_poke``: a message from the shell, and what it says where nobody would get it."""

import io
import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from channels.layers import channel_layers
from django.core.management import CommandError, call_command

from tests.live.asgi_process import serve
from tests.server_process import free_port
from tests.site_process import environment, run_django

from .sockets import live_socket

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.live.live_settings"}


@pytest.fixture(scope="module")
def site():
    with serve() as url:
        yield url


def poke(*arguments, **options):
    printed = io.StringIO()
    call_command("dash_poke", *arguments, stdout=printed, **options)
    return printed.getvalue()


@pytest.mark.parametrize("way", ["argument", "input"])
def test_it_posts_to_the_endpoint_of_a_running_site(site, way):
    value = {"clicks": [1, None, "é"]}
    url = f"{site}/dpd/views/poke/"
    text, stdin = (json.dumps(value), None) if way == "argument" else ("-", json.dumps(value))
    with live_socket(site, "counter") as listening:
        said = run_django("dash_poke", "counter", "clicks", text, "--url", url, stdin=stdin, **SETTINGS)
        assert said == f"{url} accepted the message.\n"
        assert listening.receive() == {"channel_name": "counter", "label": "clicks", "value": value}


@pytest.mark.redis
def test_it_sends_through_redis(redis_server):
    variables = {"REDIS_URL": redis_server}
    with serve(**variables) as site, live_socket(site, "counter") as listening:
        said = run_django("dash_poke", "counter", "clicks", "-1.5", **SETTINGS, **variables)
        assert said == "The channel layer accepted the message.\n"
        assert listening.receive()["value"] == -1.5


def test_a_token_may_be_given(site):
    url = f"{site}/dpd/views/poke/"
    with pytest.raises(CommandError, match=r"answers 403: .*http_poke_token"):
        poke("counter", "clicks", "1", "--url", url)
    with live_socket(site, "counter") as listening:
        poke("counter", "clicks", "2", "--url", url, "--token", "secret")
        assert listening.receive()["value"] == 2


@pytest.mark.parametrize("layers", [{}, {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}])
def test_it_does_not_pretend_where_the_layer_ends_with_the_process(settings, layers):
    settings.CHANNEL_LAYERS = layers
    with pytest.raises(
        CommandError, match=r"reach nobody.*CHANNEL_LAYERS.*--url http://127.0.0.1:8000/dpd/views/poke/"
    ):
        poke("counter", "clicks", "1")


def test_without_channels_the_endpoint_is_the_way(site):
    script = """
import sys
sys.modules["channels"] = None
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "dash_poke", *sys.argv[1:]])
"""
    command = [sys.executable, "-c", script, "counter", "clicks", "1"]
    without_url = subprocess.run(command, env=environment(), capture_output=True, text=True)
    assert without_url.returncode == 1
    assert "reach nobody" in without_url.stderr
    command += ["--url", f"{site}/dpd/views/poke/", "--token", "secret"]
    with_url = subprocess.run(command, env=environment(), capture_output=True, text=True)
    assert (with_url.returncode, with_url.stderr) == (0, "")


def test_a_redis_that_is_away_is_told(settings):
    address = f"redis://127.0.0.1:{free_port()}/0"
    layer = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [address]}}
    settings.CHANNEL_LAYERS = {"default": layer}
    channel_layers.backends.clear()
    with pytest.raises(CommandError, match=r"does not take a message for the channel 'counter'.*running"):
        poke("counter", "clicks", "1")


@pytest.mark.parametrize("value", ["", "text", "{", "[" * 100_000, "{'a': 1}"])
def test_what_is_not_json_is_told(value):
    with pytest.raises(CommandError, match="The value is not JSON"):
        poke("counter", "clicks", value, url="http://127.0.0.1:1/")


def test_input_that_is_not_json_is_told(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'"\xff"'), "utf-8"))
    with pytest.raises(CommandError, match="The value is not JSON"):
        poke("counter", "clicks", "-", url="http://127.0.0.1:1/")


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (("", "clicks", "1"), {}, "channel_name must be a string"),
        (("counter", "x" * 256, "1"), {}, "label must be a string"),
        (("counter", "clicks", json.dumps("x" * 300_000)), {}, "pipe_message_limit"),
        (("counter", "clicks", "1"), {"url": "127.0.0.1:8000"}, "must begin with http://"),
        (("counter", "clicks", "1"), {"url": "http://["}, "Invalid IPv6 URL"),
        (("counter", "clicks", "1"), {"url": "http://127.0.0.1:1/", "token": "a\nb"}, "Invalid header value"),
        (("counter", "clicks", "1"), {"url": "http://127.0.0.1:1/", "token": "☃"}, "encode"),
    ],
)
def test_other_mistakes_are_told(arguments, options, said):
    with pytest.raises(CommandError, match=said):
        poke(*arguments, **{"url": "http://127.0.0.1:1/", **options})


class Elsewhere(BaseHTTPRequestHandler):
    """A site that is not ours: it redirects to its login, which answers everything."""

    asked = []

    def do_POST(self):
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302 if self.path == "/redirected" else 200)
        self.send_header("Location", "/login")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST

    def log_message(self, *_arguments):
        pass


def test_an_answer_of_another_kind_is_no_success():
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(CommandError, match="answers 302: redirected to /login"):
            poke("counter", "clicks", "1", url=f"{url}/redirected", token="secret")
        with pytest.raises(CommandError, match="is not the endpoint"):
            poke("counter", "clicks", "1", url=f"{url}/login")
        server.shutdown()
    assert Elsewhere.asked == ["/redirected", "/login"]


def test_a_site_that_does_not_answer_is_told():
    with pytest.raises(CommandError, match="does not answer"):
        poke("counter", "clicks", "1", url=f"http://127.0.0.1:{free_port()}/")
