"""Under a strict Content-Security-Policy our forms, choosers and lists add nothing that it would refuse.

Wagtail's own admin has inline scripts and styles of its own; what is compared is a page of Wagtail without anything of
ours and the same page with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp
from tests.browser.chooser_modal import pick

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 20_000
COLLECT = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
    violations.push([event.effectiveDirective, event.blockedURI, event.sample]);
});
"""


@pytest.fixture
def watched(admin: Page) -> Page:
    """The admin, whose pages note what the policy would refuse."""
    admin.context.add_init_script(COLLECT)
    return admin


def violations(page: Page) -> set[tuple[str, ...]]:
    """What the policy would have refused on the page that is open."""
    return {tuple(violation) for violation in page.evaluate("window.violations")}


def edit(page: Page, live_server: Any, home: HomePage, *blocks: dict[str, Any]) -> None:
    """Open the form of a page with some blocks."""
    row = home.add_child(
        instance=DashboardPage(title="Page", slug=f"page-{len(blocks)}", body=json.dumps(list(blocks)))
    )
    page.goto(f"{live_server.url}/admin/pages/{row.pk}/edit/")
    expect(page.get_by_role("button", name="More actions")).to_be_visible(timeout=LONG)


@pytest.fixture
def live_server(settings: Any) -> Iterator[Any]:
    """A server of its own, whose middleware sends the policy."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.browser.csp_middleware.strict_policy"]
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server
    server.stop()


def test_the_policy_is_sent_and_sees_inline_scripts(live_server, watched) -> None:
    """The measure measures."""
    watched.goto(f"{live_server.url}/admin/")
    watched.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ours = 1'}))"
    )
    assert any(directive.startswith("script-src") for directive, *_rest in violations(watched))


def test_a_form_with_our_block_is_refused_no_more_than_one_without(live_server, watched, home) -> None:
    row = StatelessApp.objects.get(app_name="GapminderExplorer")
    state = DashApp.objects.create(stateless_app=row, instance_name="Asia")
    edit(watched, live_server, home, {"type": "heading", "value": "x"}, {"type": "paragraph", "value": "<p>x</p>"})
    watched.get_by_role("button", name="Insert a block").last.click()
    expect(watched.get_by_role("option", name="Dash app", exact=True)).to_be_visible(timeout=LONG)
    wagtails = violations(watched)

    edit(watched, live_server, home, {"type": "dash_app", "value": {"app": row.pk, "state": state.pk}})
    watched.get_by_role("button", name="Insert a block").last.click()
    watched.get_by_role("option", name="Dash app", exact=True).click()
    for button, name in (("Choose a Dash app", "GapminderExplorer"), ("Choose a saved state", "Asia")):
        watched.get_by_role("button", name=button).last.click()
        pick(watched, name)
        expect(watched.locator(".modal-body")).to_have_count(0, timeout=LONG)
    assert violations(watched) - wagtails == set()


@pytest.mark.parametrize("kind", ["app", "savedstate"])
def test_our_lists_and_forms_are_refused_no_more_than_wagtails(live_server, watched, home, kind) -> None:
    row = StatelessApp.objects.get(app_name="GapminderExplorer")
    state = DashApp.objects.create(stateless_app=row, instance_name="Asia")
    wagtails = set()
    # Its lists and forms, and a history, whose filters are calendars.
    for path in ("sites/", "sites/new/", f"sites/history/{Site.objects.get().pk}/"):
        watched.goto(f"{live_server.url}/admin/{path}")
        wagtails |= violations(watched)
    pk = row.pk if kind == "app" else state.pk
    ours = ["", f"edit/{pk}/", f"usage/{pk}/", f"history/{pk}/", f"inspect/{pk}/"]
    ours += [] if kind == "app" else ["add/", f"copy/{pk}/", f"delete/{pk}/"]
    for path in ours:
        watched.goto(f"{live_server.url}/admin/snippets/dpd_wagtail/{kind}/{path}")
        assert violations(watched) - wagtails == set(), path
