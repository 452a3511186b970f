"""The analyst: uses an app in the admin until it shows what it should, saves that, and brings an earlier state back."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from dash import Input, Output, dcc, html
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import FrameLocator, Locator, Page, expect
from wagtail.models import Collection, Locale, Site
from wagtail.models import Page as WagtailPage

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash import DjangoDash
from django_plotly_dash.models import StatelessApp
from dpd_wagtail.models import App, SavedState, StateVersion

pytestmark = pytest.mark.django_db(transaction=True)

NewPage = Callable[..., Page]

in_the_browser = DjangoDash("In the browser")
in_the_browser.layout = html.Div(
    [
        dcc.Input(id="word", value="one"),
        dcc.Store(id="upper"),
        html.P(id="seen"),
        html.Button("Run", id="run"),
        html.P(id="ran", title="never ran"),
        dcc.Input(id={"type": "row", "index": 1}, value="a"),
    ]
)
in_the_browser.clientside_callback(
    "word => [word.toUpperCase(), word.toUpperCase()]",
    Output("upper", "data"),
    Output("seen", "children"),
    Input("word", "value"),
)


@in_the_browser.callback(
    Output("ran", "children"),
    Input("run", "n_clicks"),
    running=[(Output("ran", "title"), "is running", "has run")],
    prevent_initial_call=True,
)
def run(n_clicks):
    return f"{n_clicks} runs"


may_start = Event()
slow_to_start = DjangoDash("Slow to start")
slow_to_start.layout = html.Div([dcc.Input(id="word", value="one"), html.P("…", id="seen")])


@slow_to_start.callback(Output("seen", "children"), Input("word", "value"))
def shout(word):
    assert may_start.wait(30)
    return word.upper()


@pytest.fixture
def analyst(transactional_db: None) -> User:
    """Somebody who may see apps and add and change states, and nothing else of the site."""
    user = User.objects.create_user("analyst", password="secret")
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group = Group.objects.create(name="Analysts")
    group.permissions.add(
        access,
        *Permission.objects.filter(codename__in=["view_app", "add_savedstate", "change_savedstate", "view_savedstate"]),
    )
    user.groups.add(group)
    return user


def log_in(page: Page, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def row_of(name: str) -> App:
    return App.objects.get(pk=StatelessApp.objects.get_or_create(app_name=name)[0].pk)


def open_editor(page: Page, live_server: Any, subject: App | SavedState) -> FrameLocator:
    kind = "state" if isinstance(subject, SavedState) else "app"
    page.goto(live_server.url + reverse("dpd_state_editor:open", kwargs={"kind": kind, "pk": subject.pk}))
    return page.frame_locator("dash-frame iframe")


def choose(frame: FrameLocator, continent: str, title: str) -> None:
    frame.locator("#continent").click()
    frame.get_by_role("option", name=continent).click()
    expect(frame.locator("#figure")).to_contain_text(title)


def review(page: Page, kind: str) -> Locator:
    page.locator(f"[data-save-as={kind}]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading")).to_be_visible()
    return dialog


def test_an_analyst_saves_what_she_sees_and_brings_an_earlier_state_back(
    live_server: Any, new_page: NewPage, analyst: User
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, live_server, analyst)
    row = row_of("GapminderExplorer")
    SavedState.objects.create(stateless_app=row, instance_name="Taken", base_state="{}")
    page.goto(live_server.url + reverse(row.snippet_viewset.get_url_name("list")) + "?q=Gapminder")
    page.get_by_role("button", name="More options for 'GapminderExplorer'").click()
    page.get_by_role("link", name="New state").click()
    frame = page.frame_locator("dash-frame iframe")
    expect(frame.locator("#figure")).to_contain_text("World, 2007")
    choose(frame, "Africa", "Africa, 2007")

    dialog = review(page, "new")
    expect(dialog.get_by_role("checkbox", name="Save value of continent")).to_be_checked()
    expect(dialog.locator("tr", has_text="continent").first).to_contain_text('"World"')
    expect(dialog.locator("tr", has_text="continent").first).to_contain_text('"Africa"')
    dialog.get_by_label("Name of the new state").fill("Taken")
    dialog.get_by_role("button", name="Save as new state").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Choose another name")
    dialog.get_by_label("Name of the new state").fill("Africa")
    dialog.get_by_role("button", name="Save as new state").click()
    page.wait_for_url("**/state/*/")
    expect(page.locator(".messages")).to_contain_text("“Africa” was saved")
    state = SavedState.objects.get(instance_name="Africa")
    assert state.embed_only
    assert state.current_state() == {"continent": {"value": "Africa"}}
    expect(frame.locator("#figure")).to_contain_text("Africa, 2007")

    choose(frame, "Asia", "Asia, 2007")
    dialog = review(page, "state")
    dialog.get_by_role("button", name="Save state").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".messages")).to_contain_text("“Africa” was saved")
    expect(frame.locator("#figure")).to_contain_text("Asia, 2007")
    state.refresh_from_db()
    assert state.current_state() == {"continent": {"value": "Asia"}}

    page.goto(live_server.url + reverse(SavedState.snippet_viewset.get_url_name("history"), args=[state.pk]))
    expect(page.locator("main")).to_contain_text("Saved continent.value")
    page.get_by_role("link", name="Compare or bring back").last.click()
    expect(page.locator("main")).to_contain_text("Africa")
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator(".messages")).to_contain_text("was brought back")
    state.refresh_from_db()
    assert state.current_state() == {"continent": {"value": "Africa"}}
    assert [version.kind for version in StateVersion.objects.all()] == ["brought_back", "saved", "saved"]
    frame = open_editor(page, live_server, state)
    expect(frame.locator("#figure")).to_contain_text("Africa, 2007")


def test_playing_changes_nothing_until_it_is_saved(live_server: Any, new_page: NewPage, analyst: User) -> None:
    state = SavedState.objects.create(
        stateless_app=row_of("GapminderExplorer"),
        instance_name="Played with",
        save_on_change=True,
        base_state='{"continent": {"value": "Africa"}}',
    )
    before = SavedState.objects.values().get()
    page = new_page()
    log_in(page, live_server, analyst)
    frame = open_editor(page, live_server, state)
    expect(frame.locator("#figure")).to_contain_text("Africa, 2007")
    choose(frame, "Asia", "Asia, 2007")
    dialog = review(page, "state")
    dialog.get_by_role("button", name="Back to the app").click()
    expect(dialog).to_be_hidden()
    expect(frame.locator("#figure")).to_contain_text("Asia, 2007")
    page.get_by_role("button", name="Start again").click()
    expect(frame.locator("#figure")).to_contain_text("Africa, 2007")
    assert SavedState.objects.values().get() == before


def test_what_only_the_browser_knows_is_captured(live_server: Any, new_page: NewPage, analyst: User) -> None:
    page = new_page()
    log_in(page, live_server, analyst)
    frame = open_editor(page, live_server, row_of("In the browser"))
    expect(frame.locator("#seen")).to_have_text("ONE")
    frame.locator("#word").fill("two")
    expect(frame.locator("#seen")).to_have_text("TWO")
    frame.locator("#run").click()
    expect(frame.locator("#ran")).to_have_text("1 runs")
    expect(frame.locator("#ran")).to_have_attribute("title", "has run")
    frame.locator("input").nth(1).fill("b")
    dialog = review(page, "new")
    dialog.get_by_label("Name of the new state").fill("Two")
    dialog.get_by_role("button", name="Save as new state").click()
    page.wait_for_url("**/state/*/")
    values = SavedState.objects.get().current_state()
    assert values["word"]["value"] == "two"
    assert values["upper"]["data"] == "TWO"
    assert values["ran"] == {"title": "has run"}
    assert values['{"index":1,"type":"row"}']["value"] == "b"
    assert "seen" not in values


def test_what_is_set_before_the_app_has_started_counts_as_set_by_hand(
    live_server: Any, new_page: NewPage, analyst: User
) -> None:
    page = new_page()
    log_in(page, live_server, analyst)
    may_start.clear()
    try:
        frame = open_editor(page, live_server, row_of("Slow to start"))
        frame.locator("#word").fill("two")
        assert frame.locator("#seen").inner_text() == "…"
    finally:
        may_start.set()
    expect(frame.locator("#seen")).to_have_text("TWO")
    dialog = review(page, "new")
    expect(dialog.get_by_label("Save value of word")).to_be_checked()


def test_of_two_who_save_the_same_state_the_second_is_told(
    live_server: Any, new_page: NewPage, analyst: User, django_user_model: Any
) -> None:
    state = SavedState.objects.create(
        stateless_app=row_of("GapminderExplorer"),
        instance_name="Shared",
        base_state=json.dumps({"continent": {"value": "Europe"}}),
    )
    other = django_user_model.objects.create_superuser("bob", password="x")
    first, second = new_page(), new_page()
    log_in(first, live_server, analyst)
    log_in(second, live_server, other)
    frames = [open_editor(page, live_server, state) for page in (first, second)]
    for frame, continent in zip(frames, ["Africa", "Asia"], strict=True):
        expect(frame.locator("#figure")).to_contain_text("Europe, 2007")
        choose(frame, continent, f"{continent}, 2007")
    hers, his = review(first, "state"), review(second, "state")
    his.get_by_role("button", name="Save state").click()
    expect(second.locator(".messages")).to_contain_text("was saved")

    hers.get_by_role("button", name="Save state").click()
    expect(hers).to_contain_text("bob saved this state on")
    expect(hers).to_contain_text("Nothing was saved yet")
    box = hers.get_by_role("checkbox", name="Save value of continent")
    expect(box).not_to_be_checked()
    expect(hers.locator("tr", has_text="continent").first).to_contain_text('"Asia"')
    assert SavedState.objects.get().current_state() == {"continent": {"value": "Asia"}}
    box.check()
    hers.get_by_role("button", name="Save state").click()
    expect(first.locator(".messages")).to_contain_text("was saved")
    assert SavedState.objects.get().current_state() == {"continent": {"value": "Africa"}}
    assert [version.values["continent"]["value"] for version in StateVersion.objects.all()] == [
        "Africa",
        "Asia",
        "Europe",
    ]


def test_a_site_that_cannot_be_reached_loses_nothing(live_server: Any, new_page: NewPage, analyst: User) -> None:
    page = new_page()
    log_in(page, live_server, analyst)
    frame = open_editor(page, live_server, row_of("GapminderExplorer"))
    expect(frame.locator("#figure")).to_contain_text("World, 2007")
    choose(frame, "Africa", "Africa, 2007")
    page.route("**/review/", lambda route: route.abort())
    page.locator("[data-save-as=new]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be reached")
    dialog.get_by_role("button", name="Back to the app").click()
    page.unroute("**/review/")
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-save-as=new]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("still logged in")
    expect(frame.locator("#figure")).to_contain_text("Africa, 2007")


@pytest.fixture
def home(transactional_db: None) -> HomePage:
    """A home page. Tests with a live server empty the tables, also of what Wagtail's migrations put there."""
    Locale.objects.get_or_create(language_code="en")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root = WagtailPage.get_first_root_node() or WagtailPage.add_root(instance=WagtailPage(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="Home", slug="states-home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return home


@pytest.mark.parametrize("display", ["frame", "direct"])
def test_what_a_page_shows_is_saved_as_a_state_and_used_in_its_block(
    live_server: Any, new_page: NewPage, home: HomePage, django_user_model: Any, display: str
) -> None:
    editor = django_user_model.objects.create_superuser("editor", password="x")
    row = row_of("GapminderExplorer")
    block = {"app": row.pk, "display": display, "initial_arguments": {"continent": {"value": "Europe"}}}
    dashboard = home.add_child(
        instance=DashboardPage(
            title="Health", slug="health", body=json.dumps([{"type": "dash_app", "id": "a", "value": block}])
        )
    )
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, live_server, editor)
    page.goto(live_server.url + dashboard.get_url_parts()[2])
    app: Any = page.frame_locator("dash-frame iframe") if display == "frame" else page
    expect(app.locator("#figure")).to_contain_text("Europe, 2007")
    choose(app, "Africa", "Africa, 2007")

    page.get_by_role("button", name="View Wagtail quick actions").click()
    with page.context.expect_page() as opened:
        page.get_by_role("menuitem", name="Save what I see").click()
    admin = opened.value
    admin.get_by_role("button", name="Save as new state").first.click()
    dialog = admin.locator("dialog[open]")
    expect(dialog.locator("tr", has_text="continent").first).to_contain_text('"Africa"')
    dialog.get_by_label("Name of the new state").fill("Africa")
    dialog.get_by_role("button", name="Save as new state").click()
    admin.wait_for_url("**/use/**")
    admin.get_by_role("button", name="Use it in the draft").click()
    admin.wait_for_url("**/edit/")
    expect(admin.locator(".messages")).to_contain_text("The draft now shows “Africa”")
    dashboard.refresh_from_db()
    draft = dashboard.get_latest_revision_as_object()
    assert draft.body[0].value["state"].instance_name == "Africa"
    assert draft.body[0].value["initial_arguments"] == {}

    draft.get_latest_revision().publish()
    page.goto(live_server.url + dashboard.get_url_parts()[2])
    expect(app.locator("#figure")).to_contain_text("Africa, 2007")


def test_without_the_page_the_capture_says_what_to_do(
    live_server: Any, new_page: NewPage, home: HomePage, django_user_model: Any
) -> None:
    page = new_page()
    log_in(page, live_server, django_user_model.objects.create_superuser("editor", password="x"))
    page.goto(live_server.url + reverse("dpd_state_editor:page", args=[home.pk]))
    expect(page.get_by_role("status").filter(has_text="was closed")).to_be_visible()
