"""What each person gets at every URL of ours in the admin (of the fifteen: 8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dash import html
from django.contrib.auth.models import Group, Permission, User
from django.urls import get_resolver, reverse

from django_plotly_dash import DjangoDash
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app
from tests.wagtail.admin_views import LISTS, NAMESPACES, OF_A_ROW, views

pytestmark = pytest.mark.django_db

AJAX = {"x-requested-with": "XMLHttpRequest"}
# What needs a permission that nobody has: apps are made in the code.
NOBODYS = {("wagtailsnippets_dpd_wagtail_app", "add")}
# An app that has states is not deleted: the answer leads to its usage.
LEAD_ON = {("wagtailsnippets_dpd_wagtail_app", "delete")}


def allowed(view: tuple[str, str]) -> int:
    return 403 if view in NOBODYS else 302 if view in LEAD_ON else 200


def nothing_is_missing() -> set[str]:
    return {namespace for namespace in get_resolver().namespace_dict if "dpd" in namespace}


@pytest.fixture
def closed() -> Iterator[DjangoDash]:
    """An app that only who may see groups may reach."""
    with temporary_app("Closed", permission="auth.view_group") as app:
        app.layout = html.Div("closed")
        yield app


@pytest.fixture
def rows(closed: DjangoDash, few_apps: None, app_row: StatelessApp) -> dict[str, dict[str, StatelessApp | DashApp]]:
    closed_row = StatelessApp.objects.create(app_name="Closed")
    return {
        "open": {"app": app_row, "state": DashApp.objects.create(stateless_app=app_row, instance_name="Open state")},
        "closed": {
            "app": closed_row,
            "state": DashApp.objects.create(stateless_app=closed_row, instance_name="Closed state"),
        },
    }


@pytest.fixture
def people(db: None) -> dict[str, User | None]:
    """An editor of pages alone; one who may do all with apps and states, but not reach one app; one who may."""
    pages_only = User.objects.create_user("pages-only", password="x")
    without_access = User.objects.create_user("without-access", password="x")
    everything = User.objects.create_user("everything", password="x")
    for user in (pages_only, without_access, everything):
        user.groups.add(Group.objects.get(name="Editors"))
    ours = Permission.objects.filter(content_type__app_label="dpd_wagtail")
    without_access.user_permissions.set(ours)
    everything.user_permissions.set([*ours, Permission.objects.get(codename="view_group")])
    return {"anonymous": None, "pages only": pages_only, "without access": without_access, "everything": everything}


def ask(client, person, namespace, name, row):
    if person is not None:
        client.force_login(person)
    url = reverse(f"{namespace}:{name}", args=[row.pk] if name in OF_A_ROW else [])
    if name == "chosen_multiple":
        url += f"?id={row.pk}"
    method = client.post if name.startswith("preview") else client.get
    return method(url, headers=AJAX)


def test_the_table_is_complete():
    """A namespace that is new must be entered here; test_state_editor.py has the table of the editor."""
    assert nothing_is_missing() == {*NAMESPACES, "dpd_state_editor"}
    assert {name for _namespace, name in views()} == OF_A_ROW | LISTS | {"add", "preview_on_add"}


@pytest.mark.parametrize("who", ["anonymous", "pages only"])
@pytest.mark.parametrize(("namespace", "name"), views())
def test_refused(client, people, rows, who, namespace, name):
    for kind in ("open", "closed"):
        row = rows[kind][NAMESPACES[namespace]]
        response = ask(client, people[who], namespace, name, row)
        assert response.status_code == 403
        assert str(row) not in response.content.decode()


@pytest.mark.parametrize(("namespace", "name"), views())
def test_without_access_to_an_app(client, people, rows, namespace, name):
    """All of what is open, and not even the name of what is closed."""
    kind = NAMESPACES[namespace]
    response = ask(client, people["without access"], namespace, name, rows["open"][kind])
    assert response.status_code == allowed((namespace, name))
    response = ask(client, people["without access"], namespace, name, rows["closed"][kind])
    if name == "chosen":
        assert response.status_code == 404
    elif name in OF_A_ROW:
        assert response.status_code == 403
    assert "Closed" not in response.content.decode()


@pytest.mark.parametrize(("namespace", "name"), views())
def test_with_everything(client, people, rows, namespace, name):
    kind = NAMESPACES[namespace]
    for row in (rows["open"][kind], rows["closed"][kind]):
        response = ask(client, people["everything"], namespace, name, row)
        assert response.status_code == allowed((namespace, name))
        if name in (OF_A_ROW | LISTS) - {"preview_on_edit", "history_results"} and response.status_code == 200:
            assert str(row) in response.content.decode()


def test_a_browser_that_is_refused_is_led_away(client, people, rows):
    for who in ("anonymous", "pages only"):
        if people[who] is not None:
            client.force_login(people[who])
        for namespace, name in views():
            args = [rows["open"][NAMESPACES[namespace]].pk] if name in OF_A_ROW else []
            assert client.get(reverse(f"{namespace}:{name}", args=args)).status_code == 302


@pytest.mark.parametrize("path", ["create/", "x/", "chosen/"])
def test_choosers_create_nothing(client, users, path):
    client.force_login(users["superuser"])
    assert client.get(reverse("dpd_state_chooser:choose") + path, headers=AJAX).status_code == 404


def test_a_page_editor_sees_nothing_of_ours_in_the_menu(client, people):
    client.force_login(people["pages only"])
    assert "dash-apps" not in client.get("/admin/").content.decode()
    client.force_login(people["everything"])
    assert "dash-apps" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("model", ["app", "savedstate"])
@pytest.mark.parametrize("ids", ["own", "all"])
def test_what_is_out_of_reach_is_not_deleted_with_others_and_not_even_named(client, people, rows, model, ids):
    person = people["without access"]
    person.user_permissions.add(*Permission.objects.filter(codename__in=["delete_app", "delete_savedstate"]))
    client.force_login(person)
    closed = rows["closed"]["app" if model == "app" else "state"]
    closed_url = reverse("wagtail_bulk_action", args=["dpd_wagtail", model, "delete"])
    closed_url += f"?id={closed.pk if ids == 'own' else 'all'}&next=/admin/"
    if model == "app":
        DashApp.objects.all().delete()
    listed = client.get(closed_url, follow=True)
    assert "Closed" not in listed.content.decode()
    client.post(closed_url)
    assert type(closed).objects.filter(pk=closed.pk).exists()
    if ids == "own":
        assert listed.status_code == 404


def test_what_is_in_reach_is_deleted_with_others(client, people, rows):
    client.force_login(people["everything"])
    url = reverse("wagtail_bulk_action", args=["dpd_wagtail", "savedstate", "delete"])
    url += "".join(f"{'&' if number else '?'}id={rows[kind]['state'].pk}" for number, kind in enumerate(rows))
    assert "Closed state" in client.get(url).content.decode()
    client.post(url)
    assert not DashApp.objects.exists()
