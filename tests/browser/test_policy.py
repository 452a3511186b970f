"""Under a strict Content-Security-Policy with nonces, apps in frames and without run, and nothing is refused."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from csp.constants import NONCE
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.watched_page import watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.policy_pages")]

COLLECT = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
    violations.push([event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber, event.sample]);
});
"""


def policy(nonce: str) -> dict[str, list[str]]:
    """The strictest that apps run under."""
    return {
        "default-src": ["'none'"],
        "script-src": [nonce, "'strict-dynamic'"],
        "style-src": ["'self'", nonce],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
    }


KINDS = ["django-csp"]
if find_spec("django.middleware.csp"):
    KINDS.append("django")


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, settings: Any, transactional_db: None) -> Iterator[LiveServer]:
    """A server whose middleware sends the policy."""
    if request.param == "django":
        from django.utils.csp import CSP

        settings.SECURE_CSP = policy(CSP.NONCE)
        settings.MIDDLEWARE = ["django.middleware.csp.ContentSecurityPolicyMiddleware", *settings.MIDDLEWARE]
    else:
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy(NONCE)}
        settings.MIDDLEWARE = ["csp.middleware.CSPMiddleware", *settings.MIDDLEWARE]
    running = LiveServer("localhost")
    yield running
    running.stop()


@pytest.mark.parametrize("way", ["frame", "direct"])
def test_apps_run_and_nothing_is_refused(page: Page, server: LiveServer, way: str) -> None:
    seen = watch(page)
    page.context.add_init_script(COLLECT)
    page.goto(f"{server.url}/{way}/")
    app = page.locator("dash-app").first if way == "direct" else page.frame_locator("dash-frame iframe").first
    expect(app.locator(".ag-cell").first).to_be_visible()
    expect(app.locator(".main-svg").first).to_be_visible()
    expect(app.locator("#chosen")).to_have_text("chosen: red, in the browser: RED")
    app.locator("#colour").click()
    app.get_by_role("option", name="blue").or_(page.get_by_role("option", name="blue")).first.click()
    expect(app.locator("#chosen")).to_have_text("chosen: blue, in the browser: BLUE")
    # Styles that are made while the page runs are those that a visitor sees.
    assert app.locator(".mantine-Button-root").evaluate("button => getComputedStyle(button).cursor") == "pointer"
    assert [frame.evaluate("window.violations") for frame in page.frames] == [[] for _frame in page.frames]
    assert [line for line in seen.said if "Content Security Policy" in line] == []


def test_the_policy_refuses_what_has_no_nonce(page: Page, server: LiveServer) -> None:
    """The measure measures."""
    page.context.add_init_script(COLLECT)
    page.goto(f"{server.url}/frame/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.violations.length === 1")
