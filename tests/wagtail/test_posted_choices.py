"""A page that is posted with the key of an app or a state: who may save it (of the fifteen: 8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from dash import html
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms_demo.models import DashboardPage
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

REFUSED = "You may not choose “{}”."


@pytest.fixture
def closed() -> Iterator[StatelessApp]:
    with temporary_app("Closed", permission="auth.view_group") as app:
        app.layout = html.Div("closed")
        yield StatelessApp.objects.create(app_name="Closed")


@pytest.fixture
def editor(client, home) -> User:
    """Someone who edits and publishes pages, and may choose apps and states."""
    user = User.objects.create_user("posting", password="x")
    group = Group.objects.get(name="Editors")
    publish = Permission.objects.get(content_type__model="page", codename="publish_page")
    GroupPagePermission.objects.get_or_create(group=group, page=home, permission=publish)
    user.groups.add(group)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="dpd_wagtail", codename__startswith="view_")
    )
    client.force_login(user)
    return user


def dash_app(app: Any, state: Any = None, **fields: str) -> dict[str, Any]:
    return {
        "app": str(app.pk) if app else "",
        "state": str(state.pk) if state else "",
        "title": "",
        "caption": "",
        "display": "frame",
        "aspect_ratio": "auto",
        "height": "",
        "initial_arguments": "",
        "text_alternative": "",
        **fields,
    }


def post(client: Any, page: DashboardPage, *blocks: tuple[str, Any], publish: bool = True) -> Any:
    data = nested_form_data({"title": page.title, "slug": page.slug, "summary": "", "body": streamfield(blocks)})
    data["comments-TOTAL_FORMS"] = data["comments-INITIAL_FORMS"] = "0"
    if publish:
        data["action-publish"] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def says(response: Any, text: str) -> bool:
    """Whether the form says something at one of its blocks, which it holds as JSON in an attribute."""
    return json.dumps(text)[1:-1] in unescape(response.content.decode())


def stored(page: DashboardPage) -> list[Any]:
    """What the page's newest draft holds."""
    draft = DashboardPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [block["value"] for block in draft.body.get_prep_value()]


def test_what_may_be_chosen_is_saved(client, editor, make_page, app_row):
    page = make_page()
    state = DashApp.objects.create(stateless_app=app_row)
    assert post(client, page, ("dash_app", dash_app(app_row, state))).status_code == 302
    [value] = stored(page)
    assert (value["app"], value["state"]) == (app_row.pk, state.pk)


@pytest.mark.parametrize("publish", [True, False])
def test_an_app_that_is_closed_to_the_editor_is_not(client, editor, make_page, closed, publish):
    page = make_page()
    response = post(client, page, ("dash_app", dash_app(closed)), publish=publish)
    assert response.status_code == 200
    assert says(response, REFUSED.format("Closed"))
    assert stored(page) == []


def test_a_state_of_such_an_app_is_not(client, editor, make_page, closed):
    page = make_page()
    state = DashApp.objects.create(stateless_app=closed, instance_name="Closed state")
    response = post(client, page, ("dash_app", dash_app(closed, state)))
    assert says(response, REFUSED.format("Closed state"))
    assert stored(page) == []


def test_nor_is_any_app_without_the_permission(client, editor, make_page, app_row):
    editor.user_permissions.clear()
    page = make_page()
    response = post(client, page, ("dash_app", dash_app(app_row)))
    assert says(response, REFUSED.format("GapminderExplorer"))
    assert stored(page) == []


def test_nor_is_it_inside_of_other_blocks(client, editor, make_page, app_row, closed):
    page = make_page()
    grid = {"apps": streamfield([("item", dash_app(app_row)), ("item", dash_app(closed))])}
    for number in range(2):
        grid["apps"][str(number)].pop("type")
    response = post(client, page, ("dash_grid", grid))
    assert says(response, REFUSED.format("Closed"))
    assert stored(page) == []


def test_what_stood_on_the_page_stays(client, editor, make_page, closed):
    """Who corrects a caption need not be able to choose the app beside it."""
    editor.user_permissions.clear()
    state = DashApp.objects.create(stateless_app=closed, instance_name="Closed state")
    page = make_page({"type": "dash_app", "value": {"app": closed.pk, "state": state.pk}})
    response = post(client, page, ("dash_app", dash_app(closed, state, caption="Corrected")))
    assert response.status_code == 302
    assert stored(page)[0]["caption"] == "Corrected"


def test_the_preview_shows_nothing_that_may_not_be_chosen(client, editor, make_page, closed):
    page = make_page()
    data = nested_form_data(
        {"title": "x", "slug": page.slug, "summary": "", "body": streamfield([("dash_app", dash_app(closed))])}
    )
    data["comments-TOTAL_FORMS"] = data["comments-INITIAL_FORMS"] = "0"
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    answer = client.post(url, data).json()
    assert not answer["is_valid"]
    assert b"Closed" not in client.get(url).content


def test_a_key_of_nothing_is_an_error_at_the_field(client, editor, make_page, app_row):
    page = make_page()
    for gone in ("999999", "x", "9" * 40):
        response = post(client, page, ("dash_app", dash_app(app_row) | {"state": gone}))
        assert says(response, "What was chosen is no longer there")
    assert stored(page) == []


def test_a_state_of_another_app_is_an_error_unless_it_is_a_draft(client, editor, make_page, app_row):
    page = make_page()
    other = StatelessApp.objects.get(app_name="StockComparison")
    state = DashApp.objects.create(stateless_app=other, instance_name="Of another")
    response = post(client, page, ("dash_app", dash_app(app_row, state)))
    assert says(response, "This is a state of “StockComparison”")
    assert post(client, page, ("dash_app", dash_app(app_row, state)), publish=False).status_code == 302
    assert stored(page)[0]["state"] == state.pk


def test_an_access_function_that_fails_lets_nobody_choose(client, editor, make_page, caplog):
    def asks_the_session(request, app, instance):
        return request.session["group"] == "ours"

    with temporary_app("Asking", access=asks_the_session) as app:
        app.layout = html.Div()
        row = StatelessApp.objects.create(app_name="Asking")
        page = make_page()
        response = post(client, page, ("dash_app", dash_app(row)))
        assert says(response, REFUSED.format("Asking"))
    assert "access rule of Dash app 'Asking' failed" in caplog.text


def test_an_access_function_tells_states_apart(client, users):
    with temporary_app("Particular", access=lambda request, app, state: state is None or state.slug == "mine") as app:
        app.layout = html.Div()
        row = StatelessApp.objects.create(app_name="Particular")
        for slug in ("mine", "yours"):
            DashApp.objects.create(stateless_app=row, instance_name=f"State {slug}", slug=slug)
        client.force_login(users["superuser"])
        html_of_list = client.get(reverse("dpd_state_chooser:choose_results")).content.decode()
        assert "State mine" in html_of_list
        assert "State yours" not in html_of_list
