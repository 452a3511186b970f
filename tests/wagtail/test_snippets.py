"""Dash apps and saved states among the snippets (of the fifteen: 9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.models import ModelLogEntry

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import App, SavedState

pytestmark = pytest.mark.django_db

VALUES = '{"continent": {"value": "Asia"}}'


def url(kind: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_dpd_wagtail_{kind}:{view}", args=args)


@pytest.fixture
def admin(client) -> User:
    user = User.objects.create_superuser("root", password="x")
    client.force_login(user)
    return user


@pytest.fixture
def state(app_row: StatelessApp) -> DashApp:
    return DashApp.objects.create(stateless_app=app_row, instance_name="Asia", base_state=VALUES)


def form_of(state: DashApp, **changes: Any) -> dict[str, Any]:
    return {
        "stateless_app": state.stateless_app_id,
        "instance_name": state.instance_name,
        "slug": state.slug,
        **({"embed_only": "on"} if state.embed_only else {}),
        **changes,
    }


# Deleting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["app", "savedstate"])
def test_what_a_page_uses_leads_to_its_usage(client, admin, make_page, app_row, state, kind, method):
    """Nine of the fifteen: deleting a used state is stopped with a link to its usage."""
    other = StatelessApp.objects.get(app_name="StockComparison")
    value = {"app": other.pk} if kind == "app" else {"app": app_row.pk, "state": state.pk}
    page = make_page({"type": "dash_app", "value": value})
    row = other if kind == "app" else state
    response = getattr(client, method)(url(kind, "delete", row.pk))
    assert response.status_code == 302
    assert response.url == url(kind, "usage", row.pk)
    usage = client.get(response.url).content.decode()
    assert "is used in these places" in usage
    assert page.title in usage
    row.refresh_from_db()


@pytest.mark.parametrize("indexed", [True, False])
def test_an_app_with_states_is_not_deleted(client, admin, app_row, state, indexed):
    """Also where the reference index was never built for the states that there were."""
    if not indexed:
        from wagtail.models import ReferenceIndex

        ReferenceIndex.objects.all().delete()
    response = client.post(url("app", "delete", app_row.pk), follow=True)
    assert response.status_code == 200
    assert "has a saved state: Asia. Delete it first." in response.content.decode()
    app_row.refresh_from_db()


def test_several_at_once_are_not_deleted_either(client, admin, make_page, app_row, state):
    unused = DashApp.objects.create(stateless_app=app_row, instance_name="Unused")
    make_page({"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}})
    bulk = reverse("wagtail_bulk_action", args=["dpd_wagtail", "savedstate", "delete"])
    response = client.post(f"{bulk}?id={state.pk}&id={unused.pk}")
    assert response.url == url("savedstate", "usage", state.pk)
    assert DashApp.objects.filter(pk__in=[state.pk, unused.pk]).count() == 2
    client.post(f"{bulk}?id={unused.pk}")
    assert not DashApp.objects.filter(pk=unused.pk).exists()


def test_what_nothing_uses_is_deleted(client, admin, app_row, state):
    assert client.get(url("savedstate", "delete", state.pk)).status_code == 200
    assert client.post(url("savedstate", "delete", state.pk)).status_code == 302
    assert not DashApp.objects.exists()
    assert client.post(url("app", "delete", app_row.pk)).status_code == 302
    assert not StatelessApp.objects.filter(pk=app_row.pk).exists()


# Lists ------------------------------------------------------------------------------------------------------------


def test_the_list_of_apps_says_what_each_is(client, admin, state):
    assert "Life expectancy and income" in client.get(url("app", "list") + "?q=gapminder").content.decode()
    assert "StockComparison" in client.get(url("app", "list") + "?q=stock").content.decode()


def test_searches_and_filters_of_states(client, admin, app_row, state):
    other = StatelessApp.objects.get(app_name="StockComparison")
    DashApp.objects.create(stateless_app=other, instance_name="Apple")

    def names(**query: Any) -> set[str]:
        html = client.get(url("savedstate", "list_results"), query).content.decode()
        return {name for name in ("Asia", "Apple") if f"\n{name}" in html or f">{name}" in html or f" {name}\n" in html}

    assert names() == {"Asia", "Apple"}
    assert names(q="appl") == {"Apple"}
    assert names(q="gapminder") == {"Asia"}
    assert names(stateless_app=other.pk) == {"Apple"}
    assert names(embed_only="true") == set()


def test_queries_of_the_lists_do_not_grow(client, admin, app_row, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(kind: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            client.get(url(kind, "list"))
        return len(context)

    DashApp.objects.create(stateless_app=app_row)
    queries("savedstate")
    before = queries("savedstate"), queries("app")
    for _number in range(15):
        DashApp.objects.create(stateless_app=app_row)
    assert (queries("savedstate"), queries("app")) == before


# Forms ------------------------------------------------------------------------------------------------------------


def test_a_new_state_is_closed_at_its_own_url(client, admin, app_row):
    form = client.get(url("savedstate", "add")).context["form"]
    assert form["embed_only"].value() is True
    data = {"stateless_app": app_row.pk, "instance_name": "New", "embed_only": "on"}
    assert client.post(url("savedstate", "add"), data).status_code == 302
    state = DashApp.objects.get(instance_name="New")
    assert (state.stateless_app, state.slug, state.embed_only) == (app_row, "new", True)


def test_a_name_is_made_where_none_is_given(client, admin, app_row):
    client.post(url("savedstate", "add"), {"stateless_app": app_row.pk})
    assert DashApp.objects.get().instance_name == "GapminderExplorer-1"


def test_the_form_never_writes_values(client, admin, state):
    """What a callback saves between opening and sending the form stays."""
    form = client.get(url("savedstate", "edit", state.pk)).context["form"]
    assert "base_state" not in form.fields
    newer = {"continent": {"value": "Africa"}}

    def late(sender, instance, **kwargs):
        # As if a callback had saved after the view has read the row.
        DashApp.objects.filter(pk=instance.pk).update(base_state=json.dumps(newer))

    from django.db.models.signals import pre_save

    pre_save.connect(late, sender=SavedState)
    try:
        data = form_of(state, instance_name="Renamed", slug="renamed", base_state="{}")
        assert client.post(url("savedstate", "edit", state.pk), data).status_code == 302
    finally:
        pre_save.disconnect(late, sender=SavedState)
    before = state.update
    state.refresh_from_db()
    assert (state.instance_name, state.slug, state.current_state()) == ("Renamed", "renamed", newer)
    assert state.update > before


def test_the_app_of_a_state_cannot_be_changed(client, admin, state):
    other = StatelessApp.objects.get(app_name="StockComparison")
    response = client.post(url("savedstate", "edit", state.pk), form_of(state, stateless_app=other.pk))
    assert "stateless_app" in response.context["form"].errors


def test_a_taken_slug_is_an_error_at_the_field(client, admin, app_row, state):
    DashApp.objects.create(stateless_app=app_row, slug="taken")
    response = client.post(url("savedstate", "edit", state.pk), form_of(state, slug="taken"))
    assert "slug" in response.context["form"].errors


def test_a_copy_has_the_values_and_is_as_closed(client, admin, state):
    DashApp.objects.filter(pk=state.pk).update(embed_only=True, save_on_change=True)
    page = client.get(url("savedstate", "copy", state.pk))
    assert page.context["form"]["instance_name"].value() == "Asia copy"
    data = form_of(state, instance_name="Asia copy", slug="", embed_only="on", save_on_change="on")
    assert client.post(page.context["action_url"], data).status_code == 302
    copy = DashApp.objects.get(instance_name="Asia copy")
    assert copy.pk != state.pk
    assert (copy.base_state, copy.slug, copy.embed_only, copy.save_on_change) == (VALUES, "asia-copy", True, True)
    state.refresh_from_db()
    assert state.instance_name == "Asia"


def test_cloning_in_code_keeps_a_state_closed(state):
    state.embed_only = True
    state.save()
    assert state.clone().embed_only
    assert SavedState.objects.get(pk=state.pk).clone().base_state == VALUES


def test_of_an_app_only_its_url_is_changed(client, admin, app_row):
    form = client.get(url("app", "edit", app_row.pk)).context["form"]
    assert set(form.fields) == {"embed_only"}
    client.post(url("app", "edit", app_row.pk), {"embed_only": "on", "app_name": "Other"})
    app_row.refresh_from_db()
    assert (app_row.app_name, app_row.embed_only) == ("GapminderExplorer", True)


# What else is shown -------------------------------------------------------------------------------------------------


def test_changes_stand_in_the_history(client, admin, state):
    client.post(url("savedstate", "edit", state.pk), form_of(state, instance_name="Renamed"))
    assert ModelLogEntry.objects.filter(object_id=str(state.pk), action="wagtail.edit", user=admin).exists()
    assert "Edited" in client.get(url("savedstate", "history", state.pk)).content.decode()


def test_the_preview_runs_the_app_in_the_state(client, admin, state):
    answer = client.post(url("savedstate", "preview_on_edit", state.pk), form_of(state, slug="not-yet"))
    assert answer.json() == {"is_valid": True, "is_available": True}
    html = client.get(url("savedstate", "preview_on_edit", state.pk)).content.decode()
    assert f'<dash-frame src="/django_plotly_dash/instance/{state.slug}/' in html
    assert "<script>" not in html
    assert "<style" not in html


def test_the_preview_of_a_new_state_shows_the_app(client, admin, app_row):
    data = {"stateless_app": app_row.pk, "instance_name": "New"}
    client.post(url("savedstate", "preview_on_add"), data)
    html = client.get(url("savedstate", "preview_on_add")).content.decode()
    assert '<dash-frame src="/django_plotly_dash/app/GapminderExplorer/' in html


def test_the_preview_of_an_app_that_is_gone_says_so(client, admin):
    gone = StatelessApp.objects.create(app_name="Gone")
    state = DashApp.objects.create(stateless_app=gone)
    client.post(url("savedstate", "preview_on_edit", state.pk), form_of(state))
    response = client.get(url("savedstate", "preview_on_edit", state.pk))
    assert response.status_code == 200
    assert "No Dash app is registered" in response.content.decode()


def test_inspecting_shows_values_and_rules(client, admin, state, app_row):
    assert "continent" in client.get(url("savedstate", "inspect", state.pk)).content.decode()
    html = client.get(url("app", "inspect", app_row.pk)).content.decode()
    assert "everybody" in html
    assert "Life expectancy and income" in html


def test_usage_of_a_state_links_back(client, admin, app_row, state):
    """In the usage of an app, its states are links to their forms."""
    html = client.get(url("app", "usage", app_row.pk)).content.decode()
    assert url("savedstate", "edit", state.pk) in html


def test_an_app_that_left_the_code_is_shown_as_such(client, admin):
    gone = App.objects.create(app_name="Left")
    assert "no longer in the code" in client.get(url("app", "inspect", gone.pk)).content.decode()
    assert client.get(url("app", "list")).status_code == 200
