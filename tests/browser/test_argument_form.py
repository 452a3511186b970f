"""Initial arguments as a form, by hand: an editor sets values and sees them in the running app."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.registry.registry import registry
from tests.browser.argument_apps import make_apps
from tests.browser.chooser_modal import pick

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 30_000


@pytest.fixture
def rows(transactional_db: None) -> Iterator[dict[str, StatelessApp]]:
    """The apps of these tests, by name."""
    names = make_apps()
    yield {name: StatelessApp.objects.get_or_create(app_name=name)[0] for name in names}
    for name in names:
        registry.unregister(name)


@pytest.fixture
def edit(live_server: Any, new_page: Callable[..., Page], home: HomePage, editor: User) -> Callable[..., Page]:
    """Open a page with blocks in the admin, as its editor."""

    def open_page(*blocks: dict[str, Any]) -> Page:
        page = home.add_child(instance=DashboardPage(title="Apps", slug="apps", body=json.dumps(list(blocks))))
        admin = new_page(viewport={"width": 1400, "height": 1200})
        admin.goto(f"{live_server.url}/admin/login/?next=/admin/pages/{page.pk}/edit/")
        admin.fill("input[name=username]", "editor-in-chief")
        admin.fill("input[name=password]", "secret")
        admin.click("button[type=submit]")
        expect(admin.locator("dpd-argument-form").first).to_be_attached(timeout=LONG)
        return admin

    return open_page


def block(row: StatelessApp, **arguments: Any) -> dict[str, Any]:
    return {"type": "dash_app", "value": {"app": row.pk, "initial_arguments": arguments}}


def opened(admin: Page, number: int = 0) -> Locator:
    """The form of a block, once its settings are open and it is loaded."""
    form = admin.locator("dpd-argument-form").nth(number)
    if not form.is_visible():
        admin.locator("[data-streamfield-action=SETTINGS]").nth(number).click()
    form.scroll_into_view_if_needed()
    expect(form.locator("[data-dpd-message]")).to_be_hidden(timeout=LONG)
    return form


def values(form: Locator) -> dict[str, Any]:
    """What will be posted."""
    return json.loads(form.locator("textarea[name$=initial_arguments]").input_value() or "{}")


def choose(admin: Page, name: str, number: int = 0) -> None:
    """Choose another app in a block, as one does: through the modal."""
    chooser = admin.locator(".chooser").nth(number)
    chooser.get_by_role("button", name="Actions").click()
    admin.get_by_role("button", name="Choose another Dash app").click()
    pick(admin, name)
    expect(chooser.locator("[data-chooser-title]")).to_have_text(name, timeout=LONG)


def argument(form: Locator, component: str, name: str = "value") -> Locator:
    return form.locator(f"[data-component='{component}'][data-property='{name}']")


def change(form: Locator, component: str, name: str = "value") -> Locator:
    """Press Change, and return the first input, which then has the focus."""
    argument(form, component, name).get_by_role("button", name="Change").click()
    first = argument(form, component, name).locator("[data-dpd-value]").first
    expect(first).to_be_focused()
    return first


def test_every_kind_of_input_sets_its_value(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    assert values(form) == {}
    expect(argument(form, "name")).to_contain_text("As the app has it: Ada")

    change(form, "name").fill("Grace")
    change(form, "count").fill("5")
    change(form, "remarks").fill("two\nlines")
    change(form, "day", "date").fill("2026-03-04")
    change(form, "holidays", "end_date").fill("2026-08-09")
    change(form, "area").select_option(label="South")
    change(form, "fruit").select_option(label="Bananas")
    change(form, "days")
    form.get_by_label("Tuesday").check()
    change(form, "level").press("ArrowRight")
    change(form, "span").fill("40")
    argument(form, "span").get_by_label("to").fill("60")
    assert values(form) == {
        "name": {"value": "Grace"},
        "count": {"value": 5},
        "remarks": {"value": "two\nlines"},
        "day": {"date": "2026-03-04"},
        "holidays": {"end_date": "2026-08-09"},
        "area": {"value": "South"},
        "fruit": {"value": "b"},
        "days": {"value": [1, 2]},
        "level": {"value": 15},
        "span": {"value": [40, 60]},
    }
    argument(form, "level").get_by_role("button", name="Use the value of the app").click()
    expect(argument(form, "level").get_by_role("button", name="Change")).to_be_focused()
    assert "level" not in values(form)


def test_what_is_set_is_published_and_wrong_values_are_named_at_the_field(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    change(form, "count").fill("30")
    expect(argument(form, "count").get_by_text("less than or equal to 9")).to_be_visible()
    admin.get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()
    expect(admin.get_by_text("“value” of “count” must be at most 9.")).to_be_attached(timeout=LONG)
    form = opened(admin)
    argument(form, "count").locator("input").fill("4")
    admin.get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()
    expect(admin.locator(".messages")).to_contain_text("published", timeout=LONG)
    stored = DashboardPage.objects.get(slug="apps").body.get_prep_value()
    assert stored[0]["value"]["initial_arguments"] == {"count": {"value": 4}}


def test_the_page_preview_shows_unsaved_arguments_in_the_running_app(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    change(form, "area").select_option(label="South")
    with admin.expect_popup() as popup:
        admin.get_by_role("button", name="Toggle preview").click()
        admin.get_by_role("link", name="Preview in new tab").click()
    app = popup.value.locator("dash-frame iframe").content_frame
    expect(app.locator("#told")).to_have_text("South at 10", timeout=LONG)
    assert DashboardPage.objects.get(slug="apps").body[0].value["initial_arguments"] == {}


def test_form_and_json_show_the_same_values(edit, rows):
    admin = edit(block(rows["Every input"], area={"value": "South"}))
    form = opened(admin)
    expect(argument(form, "area").locator("select")).to_have_value('"South"')
    form.get_by_role("button", name="Edit as JSON").click()
    text = form.locator("textarea[name$=initial_arguments]")
    expect(text).to_be_focused()
    assert json.loads(text.input_value()) == {"area": {"value": "South"}}
    # 7 is between two steps of the slider, and no form shows a figure.
    given = {"name": {"value": "Mary"}, "level": {"value": 7}, "chart": {"figure": {"data": []}}}
    text.fill(json.dumps(given))
    form.get_by_role("button", name="Edit as a form").click()
    expect(text).to_be_hidden()
    expect(argument(form, "name").locator("input")).to_have_value("Mary")
    expect(argument(form, "area").get_by_role("button", name="Change")).to_be_visible()
    expect(argument(form, "level").get_by_text("Set in JSON to 7")).to_be_visible()
    expect(form.get_by_text("Also set, in JSON alone: chart.figure.")).to_be_visible()
    argument(form, "name").locator("input").fill("Ada")
    assert values(form) == {**given, "name": {"value": "Ada"}}


def test_json_that_cannot_be_read_stays_as_it_was_typed(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    form.get_by_role("button", name="Edit as JSON").click()
    text = form.locator("textarea[name$=initial_arguments]")
    text.fill('{"name": {"value": "Mary"}')
    form.get_by_role("button", name="Edit as a form").click()
    expect(form.get_by_text("the form cannot show it")).to_be_visible()
    expect(text).to_have_value('{"name": {"value": "Mary"}')
    text.press("End")
    text.press_sequentially("}")
    form.get_by_role("button", name="Edit as a form").click()
    expect(argument(form, "name").locator("input")).to_have_value("Mary")


def test_another_app_keeps_what_fits_and_brings_the_rest_back(edit, rows):
    admin = edit(block(rows["Every input"], area={"value": "South"}, name={"value": "Grace"}))
    form = opened(admin)
    choose(admin, "Another app")
    expect(argument(form, "other")).to_be_visible(timeout=LONG)
    expect(form.get_by_role("status")).to_contain_text("Set aside, since this app does not take them: name.")
    assert values(form) == {"area": {"value": "South"}}
    argument(form, "area").locator("select").select_option(label="West")

    choose(admin, "Every input")
    expect(argument(form, "name").locator("input")).to_have_value("Grace", timeout=LONG)
    # West is none of this app's areas: it waits for the other one.
    assert values(form) == {"name": {"value": "Grace"}}

    choose(admin, "Another app")
    expect(argument(form, "area").locator("select")).to_have_value('"West"', timeout=LONG)
    assert values(form) == {"area": {"value": "West"}}


def test_an_app_can_be_changed_while_the_settings_are_closed(edit, rows):
    admin = edit(block(rows["Every input"], name={"value": "Grace"}))
    text = admin.locator("textarea[name$=initial_arguments]")
    choose(admin, "Another app")
    expect(text).to_have_value("", timeout=LONG)
    choose(admin, "Every input")
    expect(text).to_have_value('{\n  "name": {\n    "value": "Grace"\n  }\n}', timeout=LONG)


def test_a_duplicate_has_values_of_its_own(edit, rows):
    admin = edit(block(rows["Every input"], name={"value": "Grace"}))
    admin.get_by_role("button", name="Duplicate").first.click()
    expect(admin.locator("dpd-argument-form")).to_have_count(2)
    second = opened(admin, 1)
    argument(second, "name").locator("input").fill("Mary")
    first = opened(admin, 0)
    assert values(first) == {"name": {"value": "Grace"}}
    expect(argument(first, "name").locator("input")).to_have_value("Grace")
    admin.get_by_role("button", name="Move down").first.click()
    change(opened(admin, 1), "area")
    assert [values(admin.locator("dpd-argument-form").nth(number)) for number in (0, 1)] == [
        {"name": {"value": "Mary"}},
        {"name": {"value": "Grace"}, "area": {"value": "North"}},
    ]


def test_blocks_in_a_list_have_forms_of_their_own(edit, rows):
    inner = [block(rows[name])["value"] for name in ("Every input", "Another app")]
    admin = edit({"type": "dash_grid", "value": {"apps": inner}})
    change(opened(admin, 1), "area").select_option(label="West")
    change(opened(admin, 0), "area").select_option(label="South")
    assert [values(admin.locator("dpd-argument-form").nth(number)) for number in (0, 1)] == [
        {"area": {"value": "South"}},
        {"area": {"value": "West"}},
    ]


def test_the_form_is_used_with_the_keyboard_alone(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    form.get_by_role("button", name="Change: Area").focus()
    admin.keyboard.press("Enter")
    admin.keyboard.press("ArrowDown")
    assert values(form) == {"area": {"value": "South"}}
    admin.keyboard.press("Tab")
    admin.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Change: Fruit")).to_be_focused()
    admin.keyboard.press("Shift+Tab")
    expect(form.get_by_role("button", name="Use the value of the app: Area")).to_be_focused()
    admin.keyboard.press("Space")
    expect(form.get_by_role("button", name="Change: Area")).to_be_focused()
    assert values(form) == {}
    form.get_by_role("button", name="Edit as JSON").focus()
    admin.keyboard.press("Enter")
    expect(form.locator("textarea[name$=initial_arguments]")).to_be_focused()


def test_every_input_has_a_name_and_none_is_posted(edit, rows):
    admin = edit(block(rows["Every input"]))
    form = opened(admin)
    for _button in form.get_by_role("button", name="Change").all():
        form.get_by_role("button", name="Change").first.click()
    for role, name in [
        ("textbox", "Your name"),
        ("spinbutton", "How many"),
        ("textbox", "Remarks"),
        ("combobox", "Area"),
        ("combobox", "Fruit"),
        ("group", "Days"),
        ("checkbox", "Monday"),
        ("slider", "Level"),
        ("group", "Span"),
        ("spinbutton", "From"),
        ("group", "Holidays"),
    ]:
        expect(form.get_by_role(role, name=name, exact=True)).to_be_visible()
    expect(form.get_by_label("Start", exact=True)).to_be_visible()
    assert form.evaluate("form => [...form.querySelectorAll('[data-dpd-value]')].every(input => !input.form)")
    described = form.locator("[data-dpd-view=form]").get_attribute("aria-describedby")
    assert described is not None
    expect(admin.locator(f"#{described}")).to_contain_text("The values that the app starts with")


def test_an_app_whose_layout_fails_leaves_the_json_and_says_why(edit, rows):
    row, _made = StatelessApp.objects.get_or_create(app_name="Raising")
    admin = edit(block(row, out={"title": "kept"}))
    admin.locator("[data-streamfield-action=SETTINGS]").click()
    form = admin.locator("dpd-argument-form")
    expect(form.get_by_text("the source of the data is gone")).to_be_visible(timeout=LONG)
    expect(form.locator("textarea")).to_be_visible()
    assert values(form) == {"out": {"title": "kept"}}


def test_a_form_that_cannot_be_loaded_leaves_the_json_and_is_tried_again(edit, rows):
    admin = edit(block(rows["Every input"], name={"value": "Grace"}))
    form = opened(admin)
    admin.route("**/argument-form/**", lambda route: route.abort())
    choose(admin, "Another app")
    expect(form.get_by_text("The form could not be loaded.")).to_be_visible(timeout=LONG)
    expect(form.locator("textarea")).to_be_visible()
    assert values(form) == {"name": {"value": "Grace"}}
    admin.unroute("**/argument-form/**")
    choose(admin, "Every input")
    expect(argument(form, "name").locator("input")).to_have_value("Grace", timeout=LONG)


def test_a_block_without_an_app_asks_for_one(edit, rows):
    admin = edit({"type": "dash_app", "value": {"app": None}})
    admin.locator("[data-streamfield-action=SETTINGS]").click()
    form = admin.locator("dpd-argument-form")
    expect(form.get_by_text("Choose an app")).to_be_visible()
    admin.get_by_role("button", name="Choose a Dash app").click()
    pick(admin, "Personal")
    expect(argument(form, "greeting")).to_contain_text("Hello editor-in-chief", timeout=LONG)


def test_the_values_of_a_chosen_state_are_those_of_the_app(edit, rows):
    row = rows["Every input"]
    DashApp.objects.create(
        stateless_app=row,
        instance_name="Of the south",
        base_state='{"area": {"value": "South"}, "level": {"value": 5}}',
    )
    admin = edit(block(row, count={"value": 4}))
    form = opened(admin)
    expect(argument(form, "area")).to_contain_text("As the app has it: North")
    admin.get_by_role("button", name="Choose a saved state").click()
    pick(admin, "Of the south")
    expect(argument(form, "area")).to_contain_text("As the app has it: South", timeout=LONG)
    expect(argument(form, "level")).to_contain_text("As the app has it: 5")
    assert values(form) == {"count": {"value": 4}}
