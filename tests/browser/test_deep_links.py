"""Pages of an app in a frame, and the address of the page that holds it."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.site_pages")]


def frame_of(page: Page) -> FrameLocator:
    return page.locator("dash-frame iframe").content_frame


def test_a_frame_opens_a_page_of_its_app(page, live_server):
    page.goto(f"{live_server.url}/page/deep/")
    expect(frame_of(page).get_by_role("heading", name="Room 3 in blue")).to_be_visible()
    assert page.title() == "Page"


def test_the_address_follows_the_app_and_leads_back_to_its_page(page, new_page, live_server):
    address = f"{live_server.url}/page/followed/?other=1"
    page.goto(address)
    heading = frame_of(page).get_by_role("heading", level=1)
    expect(heading).to_have_text("Hall")
    assert page.url == address
    frame_of(page).get_by_role("link", name="Room 7").click()
    expect(heading).to_have_text("Room 7 in red")
    expect(page).to_have_url(f"{address}&room=%2Froom%2F7%3Fcolour%3Dred")
    deep = page.url
    frame_of(page).get_by_role("link", name="Hall").click()
    expect(heading).to_have_text("Hall")
    expect(page).to_have_url(address)

    page.go_back()
    expect(heading).to_have_text("Room 7 in red")
    expect(page).to_have_url(deep)
    page.go_forward()
    expect(heading).to_have_text("Hall")
    expect(page).to_have_url(address)

    another = new_page()
    another.goto(deep)
    expect(frame_of(another).get_by_role("heading", level=1)).to_have_text("Room 7 in red")
    another.reload()
    expect(frame_of(another).get_by_role("heading", level=1)).to_have_text("Room 7 in red")
    assert another.url == deep


@pytest.mark.parametrize(
    "asked",
    [
        "/../Growing/",
        "../Growing/",
        "%2e%2e/Growing/",
        "//localhost.evil/",
        "\\\\localhost.evil",
        "https://localhost.evil/",
    ],
)
def test_an_address_cannot_lead_the_frame_elsewhere(page, live_server, asked):
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"{live_server.url}/page/followed/")
    page.evaluate("asked => location.search = new URLSearchParams({room: asked})", asked)
    page.wait_for_url("**room=*")
    expect(frame_of(page).locator("h1")).to_be_visible()
    frames = [frame.url for frame in page.frames[1:]]
    assert frames
    assert all(url.startswith(f"{live_server.url}/dash/app/Rooms/") for url in frames)
    assert all(url.startswith(live_server.url) for url in seen)
