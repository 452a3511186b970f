"""`live_dash_app`, the fixture that sites open their own apps in a browser with."""

import json

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from django_plotly_dash.models import DashApp, StatelessApp

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_app_stands_on_a_page_and_answers_its_visitor(live_dash_app):
    row, _ = StatelessApp.objects.get_or_create(app_name="Echo")
    state = DashApp.objects.create(
        stateless_app=row, base_state=json.dumps({"colour": {"value": "green"}}), save_on_change=True
    )
    app = live_dash_app(slug=state.slug)
    expect(app.component("answer")).to_contain_text("You chose green")
    app.component("colour").click()
    app.frame.get_by_text("blue", exact=True).click()
    expect(app.component("answer")).to_contain_text("You chose blue")
    assert app.client.state == {"colour": {"value": "blue"}}


def test_it_opens_as_the_user_who_is_named(live_dash_app):
    app = live_dash_app("Members", user=User.objects.create_user("grace"), initial_arguments={"lines": {"value": 5}})
    expect(app.component("told")).to_have_text("5 lines")


def test_a_visitor_who_may_not_sees_why_in_the_frame(live_dash_app):
    app = live_dash_app("Members")
    expect(app.frame.get_by_text("Please log in to see this.")).to_be_visible()


def test_ids_that_are_dictionaries_are_found(live_dash_app):
    app = live_dash_app("Twenty keys")
    expect(app.component({"type": "key", "index": 7})).to_have_value("-1")
