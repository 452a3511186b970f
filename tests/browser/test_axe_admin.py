"""axe finds nothing in what is ours in Wagtail's admin: windows, forms, lists, the state editor, the report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from dpd_wagtail.models import StateVersion
from tests.browser.argument_apps import make_apps
from tests.browser.axe import findings

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 30_000


@pytest.fixture
def app(transactional_db: None) -> StatelessApp:
    return StatelessApp.objects.get_or_create(app_name="GapminderExplorer")[0]


@pytest.fixture
def state(app: StatelessApp) -> DashApp:
    state = DashApp.objects.create(stateless_app=app, instance_name="Asia", base_state='{"year": {"value": 1977}}')
    StateVersion.objects.create(state=state, values={"year": {"value": 1952}})
    return state


def of_wagtail(page: Page, live_server: Any, *paths: str) -> set[str]:
    """The rules that pages of Wagtail itself break, and so every page of its admin."""
    found = set()
    for path in paths:
        page.goto(f"{live_server.url}/admin/{path}")
        found |= {text.split(":")[0] for text in findings(page)}
    return found


def test_lists_forms_and_the_state_editor(
    live_server: Any, admin: Page, home: HomePage, app: StatelessApp, state: DashApp
) -> None:
    site = Site.objects.get().pk
    wagtails = of_wagtail(admin, live_server, "sites/", "sites/new/", f"sites/history/{site}/", "reports/site-history/")
    version = StateVersion.objects.get().pk
    lists = [f"snippets/dpd_wagtail/{kind}/" for kind in ("app", "savedstate")]
    forms = [f"snippets/dpd_wagtail/savedstate/{view}/{state.pk}/" for view in ("edit", "usage", "history", "inspect")]
    editor = [
        f"dash-state-editor/app/{app.pk}/",
        f"dash-state-editor/state/{state.pk}/",
        f"dash-state-editor/state/{state.pk}/versions/",
        f"dash-state-editor/state/{state.pk}/versions/{version}/",
        f"dash-state-editor/page/{home.pk}/",
        f"dash-state-editor/page/{home.pk}/use/{state.pk}/",
    ]
    found: dict[str, list[str]] = {}
    for path in [*lists, *forms, *editor, "reports/dash-apps/"]:
        admin.goto(f"{live_server.url}/admin/{path}")
        if path in editor[:2]:
            expect(admin.frame_locator("dash-frame iframe").locator(".main-svg").first).to_be_visible(timeout=LONG)
        ours = [text for text in findings(admin) if text.split(":")[0] not in wagtails]
        if ours:
            found[path] = ours
    # Wagtail's forms of snippets with a preview have their heading in the breadcrumbs.
    form = found.get(forms[0], [])
    found[forms[0]] = [text for text in form if not text.startswith("page-has-heading-one")]
    assert {path: listed for path, listed in found.items() if listed} == {}


def test_the_list_of_changes(live_server: Any, admin: Page, state: DashApp) -> None:
    admin.goto(f"{live_server.url}/admin/dash-state-editor/state/{state.pk}/")
    frame = admin.frame_locator("dash-frame iframe")
    expect(frame.locator(".main-svg").first).to_be_visible(timeout=LONG)
    for button in ("Save state", "Save as new"):
        admin.get_by_role("button", name=button).first.click()
        expect(admin.get_by_role("dialog")).to_be_visible(timeout=LONG)
        assert findings(admin, "dialog, [role=dialog]") == []
        admin.keyboard.press("Escape")
        expect(admin.get_by_role("dialog")).to_have_count(0)


@pytest.fixture
def every_input(transactional_db: None) -> Iterator[StatelessApp]:
    """An app that has each kind of input."""
    names = make_apps()
    yield StatelessApp.objects.get_or_create(app_name="Every input")[0]
    for name in names:
        registry.unregister(name)


def test_the_block_in_a_form_and_the_windows_of_its_choosers(
    live_server: Any, admin: Page, home: HomePage, every_input: StatelessApp
) -> None:
    state = DashApp.objects.create(stateless_app=every_input, instance_name="As it was")
    body = json.dumps([{"type": "dash_app", "value": {"app": every_input.pk, "state": state.pk}}])
    page = home.add_child(instance=DashboardPage(title="Inputs", slug="inputs", body=body))
    admin.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    form = admin.locator("dpd-argument-form").first
    expect(form).to_be_attached(timeout=LONG)
    admin.locator("[data-streamfield-action=SETTINGS]").first.click()
    expect(form.locator("[data-dpd-message]")).to_be_hidden(timeout=LONG)
    assert findings(admin, "dpd-argument-form") == []
    closed = form.get_by_role("button", name="Change")
    while closed.count():
        closed.first.click()
    assert form.locator("input:visible, select:visible, textarea:visible").count() >= 10
    assert findings(admin, "dpd-argument-form") == []
    for name in ("app", "state"):
        chooser = admin.locator(f"#body-0-value-{name}-chooser")
        assert findings(admin, f"#body-0-value-{name}-chooser") == []
        chooser.get_by_role("button", name="Actions").click()
        chooser.get_by_role("button", name="Choose another").click()
        expect(admin.locator(".modal-body table").first).to_be_visible(timeout=LONG)
        admin.wait_for_function("getComputedStyle(document.querySelector('.modal')).opacity === '1'")  # it fades in
        assert findings(admin, ".modal-body") == []
        admin.keyboard.press("Escape")
        expect(admin.locator(".modal-body")).to_have_count(0, timeout=LONG)
