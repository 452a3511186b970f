"""Apps in a page without frames, as a visitor's browser shows them."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from django_plotly_dash.models import DashApp, StatelessApp
from tests.browser import direct_apps

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.direct_pages")]


@pytest.fixture
def console(page: Page) -> list[str]:
    """Errors and warnings that the page writes to the browser's console."""
    lines: list[str] = []
    page.on("console", lambda line: lines.append(line.text) if line.type in {"error", "warning"} else None)
    return lines


def app(page: Page, number: int = 0):
    return page.locator("dash-app").nth(number)


def expect_running(page: Page, number: int, name: str = "One", heard: str = "start") -> None:
    """The app has its layout, the answers of its callbacks of both kinds, and its chart."""
    expect(app(page, number).locator("#answer")).to_contain_text(f"Direct {name} heard {heard}; /dash/")
    expect(app(page, number).locator("#length")).to_have_text(f"long {len(heard)}")
    expect(app(page, number).locator("#upper")).to_have_text(heard.upper())
    expect(app(page, number).locator("#graph .bars path")).to_have_count(3)


def make_state() -> DashApp:
    row, _ = StatelessApp.objects.get_or_create(app_name="Direct Two")
    return DashApp.objects.create(
        stateless_app=row, slug="saved", instance_name="Saved", base_state='{"text": {"value": "kept"}}'
    )


@pytest.fixture(params=["page", "with-header-and-footer"])
def pages(request, live_server) -> str:
    """URL of the pages, without and with header, footer and middleware."""
    return f"{live_server.url}/{request.param}"


def test_three_apps_with_the_same_ids_keep_to_themselves(page, pages, console):
    page.goto(f"{pages}/three/")
    names = ["One", "Two", "Three"]
    for number, name in enumerate(names):
        expect_running(page, number, name)
        expect(app(page, number).get_by_text(f"first of Direct {name}").last).to_be_visible()
        colour = app(page, number).locator("#graph .bars path").first.evaluate("path => getComputedStyle(path).fill")
        assert colour == direct_apps.COLOURS[f"Direct {name}"]

    app(page, 1).locator("#text").fill("moved")
    app(page, 1).locator("#text").press("Enter")
    expect_running(page, 1, "Two", "moved")
    app(page, 2).get_by_text("second of Direct Three").first.click()
    expect(app(page, 2).locator("#tab")).to_have_text("Direct Three shows second")
    app(page, 0).get_by_text("add 2").click()
    app(page, 0).get_by_text("add 1").click()
    expect(app(page, 0).locator("#sum")).to_have_text("Direct One added 2")

    expect(app(page, 0).locator("#answer")).to_contain_text("heard start")
    expect(app(page, 2).locator("#answer")).to_contain_text("heard start")
    expect(app(page, 0).locator("#tab")).to_have_text("Direct One shows first")
    expect(app(page, 1).locator("#tab")).to_have_text("Direct Two shows first")
    expect(app(page, 1).locator("#sum")).to_have_text("Direct Two added 0")
    assert console == []


@pytest.mark.parametrize(("button", "told"), [("Tell", "told start"), ("Tell from server", "told by its server")])
def test_set_props_stays_in_its_own_app(page, live_server, console, button, told):
    page.goto(f"{live_server.url}/page/three/")
    for number, name in enumerate(["One", "Two", "Three"]):
        expect_running(page, number, name)
    for number in (2, 0):
        app(page, number).get_by_role("button", name=button, exact=True).click()
        expect(app(page, number).locator("#told")).to_contain_text(told)
        expect(app(page, 1).locator("#told")).to_have_text("nothing")
    assert console == []


def test_set_props_of_the_page_reaches_every_app_that_has_the_component(page, live_server, console):
    page.goto(f"{live_server.url}/page/mixed/")
    expect_running(page, 1, "Two")
    expect(app(page, 2).locator("#second")).to_have_text("after first of a list")
    page.evaluate("dash_clientside.set_props('text', {value: 'all'})")
    expect(app(page, 0).locator("#answer")).to_contain_text("Direct One heard all")
    expect(app(page, 1).locator("#answer")).to_contain_text("Direct Two heard all")
    page.evaluate("dash_clientside.set_props({type: 'add', index: 2}, {n_clicks: 5})")
    expect(app(page, 1).locator("#sum")).to_have_text("Direct Two added 5")
    page.evaluate("dash_clientside.set_props('first', {children: 'changed'})")
    expect(app(page, 2).locator("#second")).to_have_text("after changed")
    assert console == []
    page.evaluate("dash_clientside.set_props('nowhere', {children: 'changed'})")
    assert "no app of this page has the component" in console[0]


def test_one_app_twice_with_different_initial_arguments(page, pages, console):
    page.goto(f"{pages}/twice/")
    expect_running(page, 0, heard="left")
    expect_running(page, 1, heard="right")
    assert app(page, 0).locator("#text").input_value() == "left"
    assert app(page, 1).locator("#text").input_value() == "right"
    assert console == []


def test_a_saved_state_beside_the_bare_app(page, live_server, console):
    make_state()
    page.goto(f"{live_server.url}/page/state/")
    expect_running(page, 0, "Two", "kept")
    expect(app(page, 0).locator("#answer")).to_contain_text("/dash/instance/saved/")
    expect_running(page, 1, "One")
    assert console == []


def test_components_of_other_packages_work_in_each_app(page, live_server, console):
    page.goto(f"{live_server.url}/page/libraries/")
    for number in (0, 1):
        expect(app(page, number).locator("#chosen")).to_have_text("left x p")
        expect(app(page, number).locator(".ag-cell")).to_have_text("p")
    app(page, 1).get_by_role("tab", name="right").click()
    app(page, 1).locator("#dropdown").click()
    page.get_by_role("option", name="q").click()
    expect(app(page, 1).locator("#chosen")).to_have_text("right x q")
    expect(app(page, 1).locator(".ag-cell")).to_have_text("q")
    expect(app(page, 0).locator("#chosen")).to_have_text("left x p")
    expect(app(page, 0).locator(".ag-cell")).to_have_text("p")
    assert console == []


def test_assets_of_each_app_come_from_its_own_prefix(page, live_server):
    page.goto(f"{live_server.url}/page/three/")
    expect_running(page, 1, "Two")
    assert "/dash/app/direct-two/assets/dot.svg" in app(page, 1).locator("img").get_attribute("src")
    assert app(page, 1).locator("img").evaluate("image => image.naturalWidth") == 10
    line = app(page, 1).locator("h2").evaluate("heading => getComputedStyle(heading).textDecorationLine")
    assert line == "underline"


def test_every_bundle_is_loaded_once_for_all_apps(page, pages):
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{pages}/three/")
    for number, name in enumerate(["One", "Two", "Three"]):
        expect_running(page, number, name)
    bundles = [url for url in requested if "_dash-component-suites" in url]
    assert len([url for url in bundles if "/plotly/package_data/plotly." in url]) == 1
    assert len([url for url in bundles if "/dash_renderer." in url]) == 1
    assert len(bundles) == len(set(bundles))
    assert not [url for url in bundles if "/app/" in url]


def test_with_header_and_footer_files_stand_where_the_browser_finds_them_early(page, live_server):
    page.goto(f"{live_server.url}/with-header-and-footer/three/")
    expect_running(page, 2, "Three")
    assert page.evaluate("document.head.querySelectorAll('script[src*=renderer]').length") == 0
    assert page.evaluate("document.body.querySelectorAll('script[src*=renderer]').length") == 1
    assert page.evaluate("document.head.querySelectorAll('link[href*=\"/direct.css?\"]').length") == 3


def test_a_layout_that_raises_says_so_beside_an_app_that_works(page, live_server):
    assert page.goto(f"{live_server.url}/page/raising/").status == 200
    expect(app(page, 0).get_by_role("alert")).to_contain_text("cannot be shown at the moment")
    expect_running(page, 1)
    expect(page.locator("#below")).to_be_visible()


def test_an_app_that_refuses_the_visitor_says_so_in_its_place(page, live_server):
    page.goto(f"{live_server.url}/page/private/")
    expect(app(page, 0).get_by_role("alert")).to_contain_text("Please log in")
    href = app(page, 0).get_by_role("link", name="Log in").get_attribute("href")
    assert href.endswith("?next=%2Fpage%2Fprivate%2F")
    expect_running(page, 1)


@pytest.mark.allow_page_errors  # Dash reads the body of a 401 twice
def test_an_app_whose_visitor_has_logged_out_says_so_above_it(page, live_server, client):
    client.force_login(User.objects.create_user("visitor"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/page/private/")
    expect(app(page, 0).locator("#answer")).to_contain_text("Direct Private heard start")
    client.logout()
    app(page, 0).locator("#text").fill("late")
    app(page, 0).locator("#text").press("Enter")
    expect(app(page, 0).get_by_role("alert")).to_contain_text("Please log in")
    expect(app(page, 0).locator("#text")).to_be_visible()


def test_a_login_page_in_the_place_of_a_layout_is_not_shown_as_one(page, live_server):
    page.route("**/_dash-layout", lambda route: route.fulfill(content_type="text/html", body="<form>Log in</form>"))
    page.goto(f"{live_server.url}/page/one/")
    expect(app(page).get_by_role("alert")).to_contain_text("Please log in")


@pytest.mark.allow_page_errors  # component bundles that do not find the renderer
@pytest.mark.parametrize("path", ["**/_dash-layout", "**/_dash-dependencies", "**/dash_renderer*"])
def test_an_app_that_the_server_does_not_answer_says_so(page, live_server, path):
    page.route(path, lambda route: route.abort())
    page.goto(f"{live_server.url}/page/one/")
    expect(app(page).get_by_role("alert")).to_contain_text("cannot be shown at the moment")
    expect(page.locator("#below")).to_be_visible()


@pytest.mark.parametrize("late", ["layout", "dependencies"])
def test_so_does_one_that_gets_one_answer_and_not_the_other(page, live_server, late):
    other = {"layout": "dependencies", "dependencies": "layout"}[late]
    held: list[Route] = []
    page.route(f"**/_dash-{late}", lambda route: held.append(route))
    page.goto(f"{live_server.url}/page/one/")
    page.wait_for_function(f"window.dash_stores?.[0].getState().{other}Request.status === 200")
    held[0].abort()
    expect(app(page).get_by_role("alert")).to_contain_text("cannot be shown at the moment")


def test_html_that_comes_later_brings_its_apps(page, live_server, console):
    page.goto(f"{live_server.url}/page/one/")
    expect_running(page, 0)
    page.evaluate(
        """async url => {
            const later = document.createElement('section');
            later.innerHTML = await (await fetch(url)).text();
            document.body.append(later);
        }""",
        f"{live_server.url}/fragment/one/",
    )
    expect_running(page, 1)
    assert console == []


def test_an_app_that_is_taken_away_ends_and_one_that_is_moved_goes_on(page, live_server, console):
    page.goto(f"{live_server.url}/page/three/")
    for number, name in enumerate(["One", "Two", "Three"]):
        expect_running(page, number, name)
    app(page, 0).locator("#text").fill("kept")
    app(page, 0).locator("#text").press("Enter")
    expect_running(page, 0, "One", "kept")
    page.evaluate("document.body.append(document.querySelector('dash-app'))")
    expect_running(page, 2, "One", "kept")
    assert page.evaluate("dash_stores.length") == 3
    page.evaluate("window.taken = document.querySelector('dash-app'); taken.remove()")
    page.wait_for_function("dash_stores.length === 2")
    app(page, 0).locator("#text").fill("after")
    app(page, 0).locator("#text").press("Enter")
    expect_running(page, 0, "Three", "after")
    page.evaluate("document.body.prepend(taken)")
    expect_running(page, 0, "Two")
    assert page.evaluate("dash_stores.length") == 3
    assert console == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("window.dash_stores.push = () => {}", "Dash did not start this app: it noted no store or rendered nothing."),
        ("window.DashRenderer = function () {}", "Dash did not start this app: it noted no store or rendered nothing."),
        (
            """const DashRenderer = window.DashRenderer;
            window.DashRenderer = function (hooks) { new DashRenderer(hooks); throw new Error('broken'); }""",
            "broken",
        ),
    ],
    ids=["no store", "no root", "an error after both"],
)
def test_an_app_that_dash_does_not_start_says_so_and_leaves_the_others_alone(page, live_server, console, fault, reason):
    page.goto(f"{live_server.url}/page/one/")
    expect_running(page, 0)
    page.evaluate(
        """async ([url, fault]) => {
            const later = document.createElement('section');
            later.innerHTML = await (await fetch(url)).text();
            (0, eval)(fault);
            document.body.append(later);
        }""",
        [f"{live_server.url}/fragment/one/", fault],
    )
    expect(app(page, 1).get_by_role("alert")).to_contain_text("cannot be shown at the moment")
    assert len(console) == 1
    assert reason in console[0]
    assert page.evaluate("dash_stores.length") == 1
    page.evaluate("dash_clientside.set_props('text', {value: 'still here'})")
    expect_running(page, 0, heard="still here")
    page.evaluate("document.querySelectorAll('dash-app')[1].remove()")
    assert page.evaluate("dash_stores.length") == 1


def test_hooks_of_an_apps_renderer_and_layouts_that_are_lists(page, live_server, console):
    page.goto(f"{live_server.url}/page/others/")
    expect(app(page, 0).locator("#hooked")).to_be_visible()
    assert page.evaluate("window.hookSaw") == "hooked"
    expect(app(page, 1).locator("#second")).to_have_text("after first of a list")
    assert console == []


@pytest.mark.parametrize("hidden_by", ["CSRF_COOKIE_HTTPONLY", "CSRF_USE_SESSIONS"])
def test_callbacks_work_where_the_csrf_cookie_is_hidden(page, live_server, settings, hidden_by):
    setattr(settings, hidden_by, True)
    page.goto(f"{live_server.url}/page/three/")
    for number, name in enumerate(["One", "Two", "Three"]):
        expect_running(page, number, name)
    assert page.evaluate("window.fetch.toString()").endswith("[native code] }")


def test_a_page_that_sets_no_cookie_works_and_keeps_its_title(page, live_server):
    answer = page.goto(f"{live_server.url}/page/one/")
    assert "set-cookie" not in answer.all_headers()
    expect_running(page, 0)
    assert page.title() == "Page"


def test_apps_of_a_visitor_without_a_cookie_are_not_given_a_token_each(page, live_server):
    given = []
    page.on(
        "response", lambda answer: given.append(answer.header_value("set-cookie")) if "_dash-" in answer.url else None
    )
    page.goto(f"{live_server.url}/page/three/")
    for number, name in enumerate(["One", "Two", "Three"]):
        expect_running(page, number, name)
    assert len([cookie for cookie in given if cookie and cookie.startswith("csrftoken=")]) == 1


def test_scripts_get_the_pages_nonce(page, live_server):
    page.goto(f"{live_server.url}/strict/one/")
    expect_running(page, 0)
    assert page.evaluate("document.querySelector('head script[src*=renderer]').nonce") == "abc"


def test_the_place_is_reserved_until_the_app_is_there(page, live_server):
    page.route("**/_dash-layout", lambda route: None)
    page.goto(f"{live_server.url}/page/one/")
    expect(app(page).get_by_text("Loading...")).to_be_visible()
    assert app(page).bounding_box()["height"] == 450


def test_the_parts_of_dash_that_we_answer_for_each_app_are_put_back(page, live_server):
    page.goto(f"{live_server.url}/page/one/")
    expect_running(page, 0)
    assert page.evaluate("Object.hasOwn(document, 'getElementById')") is False
    assert page.evaluate("document.getElementById('react-entry-point')") is None
