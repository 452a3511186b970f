"""An app file that is run alone, ``python app.py``: a page in Chromium, its developer tools, reloading, and its end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.server_process import free_port
from tests.site_process import PROJECT, wait_until_it_answers

APP = """
import signal
import sys

from dash import Input, Output, dcc, html

from django_plotly_dash import DjangoDash

# As in a terminal: what a shell runs in the background does not hear of Ctrl-C, and tests may be run so.
signal.signal(signal.SIGINT, signal.default_int_handler)

app = DjangoDash(__name__, {keywords})
app.layout = html.Div(
    [html.H1("First"), dcc.Input(id="number", type="number", value=2), html.Div(id="out"), html.P("x", id="user")]
)


@app.callback(Output("out", "children"), Input("number", "value"))
def divide(number):
    return f"a {{number}}th of ten is {{share(number)}}"


def share(number):
    return 10 / number


@app.callback(Output("user", "children"), Input("number", "value"))
def tell(number, user, session_state):
    session_state["numbers"] = [*session_state.get("numbers", []), number]
    return f"{{user}} {{session_state['numbers']}}"


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), {options})
"""


def write_app(folder: Path, keywords: str = "", options: str = "debug=True") -> Path:
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "style.css").write_text("h1 { color: rgb(255, 0, 0) }")
    file = folder / "app.py"
    file.write_text(APP.format(keywords=keywords, options=options))
    return file


def start(file: Path, port: int) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        [sys.executable, file.name, str(port)],
        cwd=file.parent,
        env={**environment, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(file: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    process = start(file, port)
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def interrupt(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C in the terminal of a process, and return what it has said."""
    os.killpg(process.pid, signal.SIGINT)
    said, _errors = process.communicate(timeout=30)
    assert process.returncode == 0, said
    return said


def test_developing_an_app_alone(page: Page, tmp_path: Path):
    file = write_app(tmp_path, keywords="enable_mcp=True")
    with running(file) as (url, process):
        with page.expect_response("**/_reload-hash"):  # what later answers are compared to
            page.goto(url)
        expect(page).to_have_title("Dash")
        expect(page.get_by_text("a 2th of ten is 5.0")).to_be_visible()
        page.fill("#number", "4")
        expect(page.get_by_text("a 4th of ten is 2.5")).to_be_visible()
        expect(page.get_by_text("AnonymousUser [2, 4]")).to_be_visible()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_css("color", "rgb(255, 0, 0)")

        # A callback that fails says where, in the developer's own code.
        page.fill("#number", "0")
        page.get_by_text("Callback error updating out.children").click()
        overlay = page.frame_locator(".dash-backend-error iframe, iframe").first
        expect(overlay.get_by_text("ZeroDivisionError: ").first).to_be_visible()
        assert overlay.locator(".traceback code.function").all_inner_texts() == ["divide", "share"]
        expect(overlay.get_by_text("return 10 / number").first).to_be_visible()
        page.fill("#number", "5")

        # Neither a change of the style nor one of the code needs the page to be loaded anew.
        page.evaluate("window.same = true")
        (tmp_path / "assets" / "style.css").write_text("h1 { color: rgb(0, 0, 255) }")
        expect(heading).to_have_css("color", "rgb(0, 0, 255)")
        file.write_text(file.read_text().replace("First", "Second"))
        expect(heading).to_have_text("Second")
        assert page.evaluate("window.same") is True
        page.fill("#number", "8")
        expect(page.get_by_text("a 8th of ten is 1.25")).to_be_visible()

        # Programs of this machine need no token for its tools, pages of other sites have no way in.
        message = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
        request = urllib.request.Request(f"{url}/_mcp", message, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            assert {"divide", "tell"} <= {tool["name"] for tool in json.load(response)["result"]["tools"]}

        # Where the port is taken, one line says so.
        second = start(file, int(url.rpartition(":")[2]))
        said, _errors = second.communicate(timeout=60)
        assert second.returncode == 1
        assert re.fullmatch(
            r"Cannot listen on 127\.0\.0\.1:\d+: Address already in use\. Choose another host or port: .*\n", said
        )

        said = interrupt(process)
    assert said.count("Dash is running on http://127.0.0.1:") == 1
    assert "Traceback" not in said.replace("ZeroDivisionError", "").partition("Traceback")[0]


def test_without_debug_nothing_of_it_is_shown(page: Page, tmp_path: Path):
    options = "host='localhost', use_reloader=False"
    file = write_app(tmp_path, keywords="url_base_pathname='/below/'", options=options)
    with running(file) as (url, process):
        page.goto(f"{url}/below/")
        expect(page.get_by_text("a 2th of ten is 5.0")).to_be_visible()
        with page.expect_response("**/_dash-update-component*") as answer:
            page.fill("#number", "0")
        assert answer.value.url.startswith(f"{url}/below/")
        page.fill("#number", "4")
        expect(page.get_by_text("a 4th of ten is 2.5")).to_be_visible()
        expect(page.locator(".dash-debug-menu, .dash-debug-menu__outer")).to_have_count(0)
        expect(page.get_by_text("Callback error")).to_have_count(0)
        assert page.request.get(f"{url}/").status == 404
        assert page.request.get(f"{url}/below/_reload-hash").status == 404
        assert page.request.post(f"{url}/below/_mcp").status == 404
        said = interrupt(process)
    assert "/below/" in said
