"""Apps in frames of a page, as a visitor's browser shows them."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.site_pages")]


def frame_of(page: Page, number: int = 0):
    return page.locator("dash-frame iframe").nth(number).content_frame


def heights(page: Page) -> tuple[float, float, bool]:
    """The frame's height, that of its document, and whether there is a scroll bar in it."""
    handle = page.locator("dash-frame iframe").first.element_handle()
    frame = handle.content_frame()
    outer = handle.evaluate("frame => frame.clientHeight")
    inner = frame.evaluate("() => document.documentElement.scrollHeight")
    scrolls = frame.evaluate(
        "() => document.documentElement.scrollHeight > window.innerHeight"
        " || document.documentElement.clientWidth < window.innerWidth"
    )
    return outer, inner, scrolls


def wait_until_fitted(page: Page) -> None:
    """The first frame has followed what it shows now; it is one step behind whatever appears in it."""
    page.wait_for_function(
        """() => {
            const frame = document.querySelector('dash-frame iframe');
            const content = frame.contentDocument.documentElement.getBoundingClientRect().height;
            return frame.clientHeight === Math.ceil(content);
        }"""
    )


def test_a_frame_is_as_high_as_its_content_and_follows_it(page, live_server):
    page.goto(f"{live_server.url}/page/one/")
    app = frame_of(page)
    expect(app.get_by_text("line 2")).to_be_visible()
    expect(app.locator("#lines")).to_be_visible()
    wait_until_fitted(page)
    small, inner, scrolls = heights(page)
    assert small < 300
    assert small == inner
    assert not scrolls
    app.locator("#lines").fill("40")
    expect(app.get_by_text("line 39")).to_be_visible()
    wait_until_fitted(page)
    large, inner, scrolls = heights(page)
    assert large == inner
    assert large - small == pytest.approx(37 * 30, abs=2)
    assert not scrolls
    app.locator("#lines").fill("3")
    page.wait_for_function(f"document.querySelector('dash-frame iframe').clientHeight === {small}")


def test_a_frame_in_stored_html_is_taken_as_it_is_and_follows_its_content(page, live_server):
    page.goto(f"{live_server.url}/page/stored/")
    app = frame_of(page)
    expect(app.get_by_text("line 2")).to_be_visible()
    page.wait_for_function("document.querySelector('dash-frame iframe').clientHeight < 300")
    app.locator("#lines").fill("40")
    page.wait_for_function("document.querySelector('dash-frame iframe').clientHeight > 1200")
    assert page.locator("dash-frame").first.locator("iframe").count() == 1
    assert page.locator("dash-frame iframe").first.get_attribute("title") == "Kept"


def test_a_phone_sees_no_scroll_bar_in_the_frame(new_page, live_server):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(f"{live_server.url}/page/one/")
    expect(frame_of(page).get_by_text("line 2")).to_be_visible()
    wait_until_fitted(page)
    assert not heights(page)[2]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_ratio_and_height_give_the_size_that_was_asked_for(page, live_server):
    page.set_viewport_size({"width": 1016, "height": 700})
    page.goto(f"{live_server.url}/page/ratio/")
    box = page.locator("dash-frame iframe").bounding_box()
    assert box["height"] / box["width"] == pytest.approx(0.5, abs=0.01)
    page.goto(f"{live_server.url}/page/fixed/")
    assert page.locator("dash-frame iframe").bounding_box()["height"] == 321


def test_a_frame_has_a_title_and_the_page_no_tooltip(page, live_server):
    page.goto(f"{live_server.url}/page/one/")
    assert page.locator("dash-frame iframe").get_attribute("title") == "As high as its content"
    assert page.locator("dash-frame").get_attribute("title") is None


def test_frames_far_below_are_loaded_when_they_come_near(page, live_server):
    page.set_viewport_size({"width": 800, "height": 600})
    page.goto(f"{live_server.url}/page/many/")
    expect(frame_of(page).get_by_text("line 2")).to_be_visible()
    assert page.locator("dash-frame iframe").count() <= 3
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("document.querySelectorAll('dash-frame')[9].querySelector('iframe')")
    assert page.locator("dash-frame iframe").count() < 10
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("dash-frame iframe").count() == 10


def test_frames_do_not_fill_the_history(page, live_server):
    page.goto(f"{live_server.url}/page/ratio/")
    page.goto(f"{live_server.url}/page/twice/")
    expect(frame_of(page, 1).get_by_text("line 2")).to_be_visible()
    page.go_back()
    assert page.url.endswith("/page/ratio/")


def test_two_frames_of_one_app_load_each_bundle_once(page, live_server):
    bundles = []
    page.on("response", lambda response: bundles.append(response) if "_dash-component-suites" in response.url else None)
    page.goto(f"{live_server.url}/page/twice/")
    for number in (0, 1):
        expect(frame_of(page, number).get_by_text("line 2")).to_be_visible()
    urls = {response.url for response in bundles}
    assert all("/dash/_dash-component-suites/" in url for url in urls)
    assert not any("/app/" in url for url in urls)


def test_initial_arguments_reach_the_running_app(page, live_server):
    page.goto(f"{live_server.url}/page/arguments/")
    expect(frame_of(page).get_by_text("line 6")).to_be_visible()
    assert frame_of(page).locator("#lines").input_value() == "7"


def test_a_layout_that_raises_leaves_the_page_alone_and_says_so_in_the_frame(page, live_server, settings):
    answer = page.goto(f"{live_server.url}/page/raising/")
    assert answer.status == 200
    expect(frame_of(page).get_by_role("alert")).to_contain_text("cannot be shown at the moment")
    expect(page.locator("#below")).to_be_visible()
    settings.DEBUG = True
    page.reload()
    expect(frame_of(page).get_by_role("alert")).to_contain_text("the source of the data is gone")


@pytest.mark.parametrize("hidden_by", ["CSRF_COOKIE_HTTPONLY", "CSRF_USE_SESSIONS"])
def test_callbacks_work_where_the_csrf_cookie_is_hidden(page, live_server, settings, hidden_by):
    setattr(settings, hidden_by, True)
    page.goto(f"{live_server.url}/page/one/")
    expect(frame_of(page).get_by_text("line 2")).to_be_visible()


def test_no_request_leaves_the_site(page, live_server):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    page.goto(f"{live_server.url}/page/twice/")
    expect(frame_of(page, 1).get_by_text("line 2")).to_be_visible()
    assert hosts == {live_server.url.split("/")[2]}


def test_popups_of_an_app_that_is_lower_than_they_are_can_be_used(page, live_server):
    page.goto(f"{live_server.url}/page/popups/")
    app = frame_of(page)
    expect(app.get_by_text("red on 2026-07-01")).to_be_visible()
    # Their scripts are loaded on demand, and may come after the text.
    for control in ("#colour", "#day"):
        expect(app.locator(control)).to_be_visible()
    wait_until_fitted(page)
    low = heights(page)[0]
    assert low < 150
    app.locator("#colour").click()
    app.get_by_role("option", name="blue").click()
    expect(app.get_by_text("blue on 2026-07-01")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_function(f"document.querySelector('dash-frame iframe').clientHeight === {low}")
    app.locator("#day").click()
    app.locator("td", has_text="15").click()
    expect(app.get_by_text("blue on 2026-07-15")).to_be_visible()
    page.wait_for_function(f"document.querySelector('dash-frame iframe').clientHeight === {low}")
    assert not heights(page)[2]
