"""The deployments of docs/how-to/deploy.md, as they stand there: nginx in front of gunicorn and an ASGI server."""

import re
from pathlib import Path
from typing import Any

import pytest
from channels.testing import HttpCommunicator
from playwright.sync_api import Page, expect

from tests.live.asgi_process import COMMANDS, serve
from tests.live.nginx_configurations import ASGI, SPLIT
from tests.live.sockets import live_socket, poke, socket
from tests.site_process import PROJECT, gunicorn, run_django

PATIENCE = 60_000  # milliseconds
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.live.live_settings", "DPD_TEST_FINDERS": "1"}


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    run_django("collectstatic", "--no-input", DPD_TEST_STATIC=str(folder), **SETTINGS)
    return folder


def configured(manual: str, static: Path, **places: str) -> str:
    """The manual's configuration with the places of a test."""
    for old, new in {"/srv/site/static/": f"{static}/", **places}.items():
        assert old in manual
        manual = manual.replace(old, new.removeprefix("http://"))
    return manual


def expect_one_site(page: Page, site: str) -> None:
    """What one part of the page sends, in one process, the other gets from another."""
    failed: list[str] = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    with page.expect_response(re.compile(rf"^{site}/static/.*pipe-hub\.\w+\.js")) as script:
        page.goto(f"{site}/page/?frames=Hearing One&direct=Publishing&tag")
    assert script.value.headers["cache-control"] == "max-age=315360000"
    heard = page.frame_locator("iframe").locator("#heard")
    expect(heard).to_have_text("heard None", timeout=PATIENCE)
    expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live", timeout=PATIENCE)
    page.get_by_role("button", name="Send").click()
    expect(heard).to_have_text("heard 1", timeout=PATIENCE)
    poke(site, "poked")
    expect(heard).to_have_text("heard poked", timeout=PATIENCE)
    assert failed == []


@pytest.mark.redis
@pytest.mark.parametrize("server", list(COMMANDS))
def test_gunicorn_beside_an_asgi_server_behind_nginx(page, nginx, redis_server, static, server):
    variables = {**SETTINGS, "DPD_TEST_STATIC": str(static), "REDIS_URL": redis_server}
    with gunicorn(**variables) as plain, serve(server, **variables) as live:
        places = {"127.0.0.1:8000": plain, "127.0.0.1:8001": live}
        with nginx(configured(SPLIT, static, **places)) as site:
            expect_one_site(page, site)
        with live_socket(live, "live_button_counter") as listening:
            poke(plain, "from gunicorn")  # its URLs include the endpoint
            assert listening.receive()["value"] == "from gunicorn"


@pytest.mark.redis
@pytest.mark.parametrize("server", list(COMMANDS))
def test_asgi_servers_alone_behind_nginx(page, nginx, redis_server, static, server):
    variables = {**SETTINGS, "DPD_TEST_STATIC": str(static), "REDIS_URL": redis_server}
    with serve(server, **variables) as one, serve(server, **variables) as two:
        places = {"127.0.0.1:8001": one, "127.0.0.1:8002": two}
        with nginx(configured(ASGI, static, **places)) as site:
            expect_one_site(page, site)


@pytest.mark.asyncio
async def test_the_manuals_own_application_has_the_websocket_and_the_endpoint(settings):
    settings.PLOTLY_DASH = {"http_poke_token": "secret"}
    pipes = (PROJECT / "docs" / "how-to" / "live-pipes.md").read_text()
    (source,) = (code for code in re.findall(r"```python\n(.*?)```", pipes, re.DOTALL) if "ProtocolTypeRouter" in code)
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102  the manual's
    body = b'{"channel_name": "counter", "label": "clicks", "value": 1}'
    authorization = (b"authorization", b"Bearer secret")
    async with socket("counter", app=made["application"]) as listening:
        caller = HttpCommunicator(made["application"], "POST", "/dpd/views/poke/", body, [authorization])
        assert (await caller.get_response())["status"] == 200
        assert (await listening.receive_json_from())["value"] == 1
