"""Apps that a visitor may not reach, or no longer, as a browser shows them."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.site_pages")]


def log_in(page, live_server):
    client = Client()
    client.force_login(User.objects.get_or_create(username="ada")[0])
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def test_in_a_frame_a_stranger_sees_a_link_to_the_login_that_opens_at_the_top(page, live_server):
    page.goto(f"{live_server.url}/page/members/")
    frame = page.locator("dash-frame iframe").content_frame
    expect(frame.get_by_text("Please log in to see this.")).to_be_visible()
    expect(page.locator("#below")).to_be_visible()
    frame.get_by_role("link", name="Log in").click()
    page.wait_for_url("**/accounts/login/?next=/page/members/")


@pytest.mark.allow_page_errors  # Dash's own renderer reads the body of a 401 twice.
def test_a_login_that_ends_while_the_app_is_open_is_told(page, live_server):
    log_in(page, live_server)
    page.goto(f"{live_server.url}/page/members/")
    frame = page.locator("dash-frame iframe").content_frame
    expect(frame.get_by_text("2 lines")).to_be_visible()
    Session.objects.all().delete()
    frame.locator("#lines").fill("5")
    alert = frame.get_by_role("alert")
    expect(alert).to_contain_text("Please log in to see this.")
    assert page.evaluate("document.querySelector('dash-frame iframe').clientHeight") > 0
    alert.get_by_role("link", name="Log in").click()
    page.wait_for_url("**/accounts/login/?next=*page*members*")
    log_in(page, live_server)
    page.goto(f"{live_server.url}/page/members/")
    expect(page.locator("dash-frame iframe").content_frame.get_by_text("2 lines")).to_be_visible()
