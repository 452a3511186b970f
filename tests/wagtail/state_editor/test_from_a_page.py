"""“Save what I see as a state”, from a page: who may, what is saved, and into which block it goes."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.test import RequestFactory
from django.test.utils import override_script_prefix
from django.urls import reverse

from cms_demo.models import DashboardPage
from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.pages.placed_apps import placed_apps
from dpd_wagtail.state_editor.from_page.userbar import add_userbar_item
from tests.wagtail.state_editor.requests import boxes, ticked

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> StatelessApp:
    return StatelessApp.objects.get_or_create(app_name="Echo")[0]


@pytest.fixture
def page(make_page, app) -> DashboardPage:
    """A page with the app three times: in the body, and twice in a grid, once with arguments."""
    return make_page(
        {"type": "dash_app", "id": "a", "value": {"app": app.pk, "title": "First"}},
        {"type": "heading", "id": "b", "value": "Text"},
        {
            "type": "dash_grid",
            "id": "c",
            "value": {
                "apps": [
                    {
                        "type": "item",
                        "id": "d",
                        "value": {
                            "app": app.pk,
                            "title": "Second",
                            "initial_arguments": {"colour": {"value": "green", "clearable": False}},
                        },
                    },
                    {"type": "item", "id": "e", "value": {"app": app.pk, "title": "Third"}},
                ]
            },
        },
    )


@pytest.fixture
def editor(client, users, page):
    """A browser of somebody who may edit pages and add states."""
    user = users["superuser"]
    client.force_login(user)
    return client


def url(view: str, *keys: int) -> str:
    return reverse(f"dpd_state_editor:{view}", args=keys)


def post(client, view, page, captured, **data):
    body = {"captured": json.dumps(captured), "save_as": "new", "url": "/django_plotly_dash/app/Echo/", **data}
    return client.post(url(view, page.pk), body)


def items(page, user) -> list[object]:
    request = RequestFactory().get("/")
    request.user = user
    found: list[object] = []
    add_userbar_item(request, found, page)
    return found


def test_the_userbar_offers_it_on_pages_with_apps_to_those_who_may(page, home, users):
    assert len(items(page, users["superuser"])) == 1
    assert not items(home, users["superuser"])
    assert not items(None, users["superuser"])
    for user in (AnonymousUser(), users["access_admin only"], users["editor"]):
        assert not items(page, user)


@pytest.mark.parametrize("view", ["page", "page-review", "page-save", "page-use"])
@pytest.mark.parametrize("who", ["anonymous", "access_admin only", "editor", "may save but not edit the page"])
def test_who_may_not_gets_nowhere(client, users, page, app, view, who):
    state = SavedState.objects.create(stateless_app=app, instance_name="Red", base_state="{}")
    if who == "may save but not edit the page":
        user = users["access_admin only"]
        user.user_permissions.add(Permission.objects.get(codename="add_dashapp"))
        client.force_login(user)
    elif users[who] is not None:
        client.force_login(users[who])
    keys = [page.pk, state.pk] if view == "page-use" else [page.pk]
    method = client.get if view == "page" else client.post
    response = method(
        url(view, *keys), {"url": "/django_plotly_dash/app/Echo/"}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert response.status_code == 403
    assert DashApp.objects.count() == 1


def test_what_the_page_shows_is_saved_and_leads_to_the_blocks(editor, page):
    sent = {"colour": {"value": "blue"}}
    listed = post(editor, "page-review", page, sent)
    assert ticked(listed) == {"value of colour"}
    saved = post(editor, "page-save", page, sent, take=list(boxes(listed).values()), name="Blue", nth="1")
    state = SavedState.objects.get()
    assert saved.json()["url"] == f"{url('page-use', page.pk, state.pk)}?was=&nth=1"
    assert (state.current_state(), state.embed_only) == (sent, True)
    assert StateVersion.objects.get().values == sent
    use = editor.get(saved.json()["url"]).content.decode()
    assert [title for title in ("First", "Second", "Third") if title in use] == ["First", "Second", "Third"]
    assert 'value="1" required checked' in use


@pytest.mark.parametrize("nth", ["", "-1", "x", "²", "9" * 5000])
def test_a_block_that_the_url_does_not_name_well_is_not_suggested(editor, page, app, nth):
    state = SavedState.objects.create(stateless_app=app, instance_name="Blue")
    answer = editor.get(url("page-use", page.pk, state.pk), {"was": "", "nth": nth})
    assert answer.status_code == 200
    assert "required checked" not in answer.content.decode()


def test_the_state_goes_into_the_draft_and_wins_over_the_blocks_arguments(editor, page, app):
    state = SavedState.objects.create(
        stateless_app=app, instance_name="Blue", base_state='{"colour": {"value": "blue"}}'
    )
    response = editor.post(url("page-use", page.pk, state.pk), {"block": "1", "revision": "None"})
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert [placed.state_pk for placed in placed_apps(draft)] == [None, state.pk, None]
    assert placed_apps(draft)[1].value["initial_arguments"] == {"colour": {"clearable": False}}
    assert [placed.state_pk for placed in placed_apps(page)] == [None, None, None]
    assert page.has_unpublished_changes

    # The page was changed since: nothing is written over.
    again = editor.post(url("page-use", page.pk, state.pk), {"block": "0", "revision": "None"})
    assert again.status_code == 409
    assert "changed the page in the meantime" in again.content.decode()


@pytest.mark.parametrize("block", ["", "7", "x", "-1"])
def test_a_block_that_is_none_is_told(editor, page, app, block):
    state = SavedState.objects.create(stateless_app=app, instance_name="Blue", base_state="{}")
    response = editor.post(url("page-use", page.pk, state.pk), {"block": block, "revision": "None"})
    assert response.status_code == 422
    assert page.revisions.count() == 0


def test_a_locked_page_is_left_alone(editor, page, app, users):
    state = SavedState.objects.create(stateless_app=app, instance_name="Blue", base_state="{}")
    DashboardPage.objects.update(locked=True, locked_by=users["editor"])
    response = editor.post(url("page-use", page.pk, state.pk), {"block": "0", "revision": "None"})
    assert response.status_code == 409
    assert page.revisions.count() == 0


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "/",
        "/admin/",
        "http://elsewhere/",
        "/django_plotly_dash/app/None/",
        "/django_plotly_dash/app/Echo/_dash-layout",
        "x" * 5000,
    ],
)
def test_a_url_that_is_not_one_of_an_app_is_not_found(editor, page, bad):
    for view in ("page-review", "page-save"):
        assert post(editor, view, page, {}, url=bad).status_code == 404


def test_only_new_states_are_saved_from_a_page(editor, page, app):
    state = SavedState.objects.create(stateless_app=app, instance_name="Blue", base_state="{}")
    address = f"/django_plotly_dash/instance/{state.slug}/"
    response = post(editor, "page-save", page, {"colour": {"value": "blue"}}, url=address, save_as="state")
    assert response.status_code == 422
    assert SavedState.objects.get().current_state() == {}


def test_a_state_of_a_page_that_is_not_there_is_not_found(editor, page):
    assert editor.get(url("page", 999)).status_code == 404
    assert editor.get(url("page-use", page.pk, 999)).status_code == 404


def test_a_page_below_a_script_name_and_a_percent_encoded_url_are_understood(editor, page):
    """Browsers send the path as they have it."""
    sent = {"captured": "{}", "save_as": "new", "url": "/below/django_plotly_dash/app/%45cho/"}
    path = url("page-review", page.pk)
    with override_script_prefix("/below/"):
        assert editor.post(path, sent).status_code == 200
    assert editor.post(path, sent).status_code == 404
