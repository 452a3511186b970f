"""Who may use the state editor, and from where it is reached."""

from __future__ import annotations

import importlib
import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import get_resolver, resolve, reverse
from wagtail.admin.auth import require_admin_access

from django_plotly_dash.models import StatelessApp
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.state_editor import urls
from tests.wagtail.state_editor.requests import AJAX, ECHO, post, url_of

pytestmark = pytest.mark.django_db


VIEWS = ["open", "scratch", "scratch-rest", "review", "save", "versions", "bring-back"]


def test_every_view_is_asked_here_or_from_a_page():
    _prefix, resolver = dict(get_resolver().namespace_dict)["dpd_state_editor"]
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    assert names == {*VIEWS, "page", "page-review", "page-save", "page-use"}


def ask(client, view, state, version):
    if view == "versions":
        return client.get(reverse("dpd_state_editor:versions", args=[state.pk]), headers=AJAX)
    if view == "bring-back":
        return client.get(reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk]), headers=AJAX)
    if view in ("review", "save"):
        return client.post(
            url_of(view, state), {"captured": '{"colour": {"value": "blue"}}', "opened": "{}"}, headers=AJAX
        )
    if view == "scratch-rest":
        return client.get(f"{url_of('scratch', state)}_dash-layout", headers=AJAX)
    return client.get(url_of(view, state), headers=AJAX)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["anonymous", "access_admin only", "editor"])
def test_who_has_no_permission_on_states_gets_nowhere(client, users, state, view, who):
    version = StateVersion.objects.create(state=state, values=ECHO)
    if users[who] is not None:
        client.force_login(users[who])
    response = ask(client, view, state, version)
    assert response.status_code == 403
    assert b"Red" not in response.content
    assert json.loads(SavedState.objects.get().base_state) == ECHO


def async_decorator(view, **_told):
    async def decorated(request, *args, **kwargs):
        return await view(request, *args, **kwargs)

    return decorated


def test_the_frame_waits_for_an_async_decorator_of_the_site(users, state, settings, rf):
    settings.PLOTLY_DASH = {"view_decorator": f"{__name__}.async_decorator"}
    importlib.reload(urls)
    try:
        scratch = next(pattern.callback for pattern in urls.urlpatterns if pattern.name == "scratch-rest")
        request = rf.get(f"{url_of('scratch', state)}_dash-layout")
        request.user = users["superuser"]
        response = require_admin_access(scratch)(request, kind="state", pk=state.pk, path="_dash-layout")
    finally:
        settings.PLOTLY_DASH = {}
        importlib.reload(urls)
    assert response.status_code == 200
    assert '"value":"red"' in response.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_who_has_the_permission_but_no_access_to_the_app_gets_nowhere(editor, view):
    from tests.dash_apps import members

    row = StatelessApp.objects.get_or_create(app_name="Members")[0]
    state = SavedState.objects.create(stateless_app=row, instance_name="Red", base_state='{"lines": {"value": 3}}')
    version = StateVersion.objects.create(state=state, values=ECHO)
    rule = members.access_rule
    try:
        members.access_rule = type(rule)(function=lambda request, app, instance: False)
        response = ask(editor, view, state, version)
    finally:
        members.access_rule = rule
    assert response.status_code == 403
    assert b"Red" not in response.content


@pytest.mark.parametrize(
    ("codename", "label", "may_save", "may_add"),
    [
        ("change_dashapp", "django_plotly_dash", True, False),
        ("add_dashapp", "django_plotly_dash", False, True),
        ("change_savedstate", "dpd_wagtail", True, False),
        ("add_savedstate", "dpd_wagtail", False, True),
    ],
)
def test_each_permission_lets_do_its_own(client, users, state, codename, label, may_save, may_add):
    user = users["access_admin only"]
    user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    client.force_login(user)
    page = client.get(url_of("open", state)).content.decode()
    assert ('data-save-as="state"' in page) == may_save
    assert ('data-save-as="new"' in page) == may_add
    blue = {"colour": {"value": "blue"}}
    assert post(client, "save", state, blue).status_code == (422 if may_save else 403)
    assert post(client, "save", state, blue, save_as="new").status_code == (422 if may_add else 403)
    assert client.get(url_of("open", state.stateless_app)).status_code == (200 if may_add else 302)


def test_the_lists_of_snippets_lead_here_for_those_who_may(users, state, app):
    from dpd_wagtail.state_editor.hooks import listing_buttons

    assert not list(listing_buttons(state, users["editor"]))
    assert [button.url for button in listing_buttons(app, users["superuser"])] == [url_of("open", app)]
    assert [button.url for button in listing_buttons(state, users["superuser"])] == [
        url_of("open", state),
        reverse("dpd_state_editor:versions", args=[state.pk]),
    ]
    assert not list(listing_buttons(users["editor"], users["superuser"]))


def test_the_form_of_a_state_leads_here(client, users, state):
    client.force_login(users["superuser"])
    form = client.get(reverse(SavedState.snippet_viewset.get_url_name("edit"), args=[state.pk])).content.decode()
    assert f'href="{url_of("open", state)}"' in form
    assert (
        "dash-state-editor/" not in client.get(reverse(SavedState.snippet_viewset.get_url_name("add"))).content.decode()
    )


@pytest.mark.parametrize("view", ["save", "scratch", "bring-back", "page-save"])
def test_no_transaction_of_a_request_wraps_a_save(view):
    keys = {
        "save": {"kind": "state", "pk": 1},
        "scratch": {"kind": "state", "pk": 1},
        "bring-back": {"pk": 1, "version_pk": 1},
        "page-save": {"page_pk": 1},
    }
    match = resolve(reverse(f"dpd_state_editor:{view}", kwargs=keys[view]))
    assert match.func._non_atomic_requests == {"default"}
