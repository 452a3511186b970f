"""The Django admin of apps and saved states, as staff uses it."""

import json

import pytest
from dash import dcc, html
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

ADD_MISSING = "/django_plotly_dash/add_stateless_apps/"
APPS = "admin:django_plotly_dash_statelessapp_changelist"
STATES = "admin:django_plotly_dash_dashapp_changelist"


@pytest.fixture
def app():
    with temporary_app("In the admin") as app:
        app.layout = html.Div([dcc.Input(id="in", value=3), html.P("text", id="out", title="old")])
        yield app


@pytest.fixture
def state(app):
    row = StatelessApp.objects.create(app_name="In the admin")
    return DashApp.objects.create(stateless_app=row, instance_name="Mine", base_state='{"out": {"title": "new"}}')


def act(client, url, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(url), data, follow=True)


def staff(*codenames):
    client = Client()
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_populate_adds_the_values_of_the_layout(admin_client, state):
    page = act(admin_client, STATES, "populate_values", state).content.decode()
    assert "1 state was populated." in page
    state.refresh_from_db()
    assert state.current_state() == {"in": {"value": 3}, "out": {"title": "new"}}


def test_populate_and_the_form_keep_what_callbacks_save_meanwhile(admin_client, state, app):
    def save_meanwhile(value):
        other = DashApp.objects.get(pk=state.pk)
        other.save_on_change = True
        other.update_current_state("out", "title", value)
        other.handle_current_state()

    def layout():
        save_meanwhile("while populated")
        return html.Div([dcc.Input(id="in", value=3), html.P(id="out", title="old")])

    app.layout = layout
    act(admin_client, STATES, "populate_values", state)
    assert DashApp.objects.get().current_state() == {"in": {"value": 3}, "out": {"title": "while populated"}}
    url = reverse("admin:django_plotly_dash_dashapp_change", args=[state.pk])
    form = admin_client.get(url).context["adminform"].form
    save_meanwhile("while edited")
    shown = form["base_state"].value()
    data = {
        "stateless_app": state.stateless_app_id,
        "instance_name": "Renamed",
        "slug": "mine",
        "base_state": shown,
        "initial-base_state": shown,
    }
    assert admin_client.post(url, data).status_code == 302
    after = DashApp.objects.get()
    assert after.instance_name == "Renamed"
    assert after.current_state()["out"] == {"title": "while edited"}


def test_populate_says_what_an_app_raises(admin_client, state, app):
    def layout():
        raise RuntimeError("no data <b>today</b>")

    app.layout = layout
    page = act(admin_client, STATES, "populate_values", state).content.decode()
    assert "RuntimeError: no data &lt;b&gt;today&lt;/b&gt;" in page
    assert "was populated" not in page
    assert DashApp.objects.get().base_state == state.base_state


def test_clone_makes_copies_with_names_of_their_own(admin_client, state):
    act(admin_client, STATES, "clone", state)
    act(admin_client, STATES, "clone", state)
    assert list(DashApp.objects.order_by("pk").values_list("instance_name", "slug")) == [
        ("Mine", "mine"),
        ("Mine copy", "mine-copy"),
        ("Mine copy-2", "mine-copy-2"),
    ]
    assert set(DashApp.objects.values_list("base_state", flat=True)) == {state.base_state}


def test_a_copy_is_as_closed_as_its_original(state):
    state.embed_only = True
    assert state.clone().embed_only


def test_a_state_can_be_closed_in_the_admin(admin_client, state):
    form = {"stateless_app": state.stateless_app_id, "instance_name": "Mine", "slug": "mine", "embed_only": "on"}
    texts = {"base_state": state.base_state, "initial-base_state": state.base_state}
    admin_client.post(reverse("admin:django_plotly_dash_dashapp_change", args=[state.pk]), {**form, **texts})
    state.refresh_from_db()
    assert state.embed_only


def test_check_tells_what_is_wrong_and_logs_it(admin_client, state, caplog):
    gone = StatelessApp.objects.create(app_name="Gone")
    page = act(admin_client, APPS, "check_apps", state.stateless_app, gone).content.decode()
    assert "1 app is all right." in page
    assert "Gone: It is in the database, but no module registers it." in page
    assert "Dash app 'Gone'" in caplog.text


def test_the_button_adds_the_rows_that_are_missing(admin_client, app):
    assert f'action="{ADD_MISSING}"' in admin_client.get(reverse(APPS)).content.decode()
    answer = admin_client.post(ADD_MISSING, follow=True)
    assert answer.redirect_chain[-1][0] == reverse(APPS)
    assert "In the admin" in answer.content.decode()
    assert StatelessApp.objects.filter(app_name="In the admin").exists()


def test_only_staff_that_may_add_apps_adds_them_and_only_by_post(app):
    stranger = Client()
    assert stranger.post(ADD_MISSING).status_code == 403
    helper = staff("view_statelessapp")
    assert helper.post(ADD_MISSING).status_code == 403
    assert ADD_MISSING not in helper.get(reverse(APPS)).content.decode()
    assert helper.get(ADD_MISSING).status_code == 405
    assert Client(enforce_csrf_checks=True).post(ADD_MISSING).status_code == 403
    assert not StatelessApp.objects.filter(app_name="In the admin").exists()


def test_without_the_permission_there_is_no_action(state):
    client = staff("view_dashapp")
    page = client.get(reverse(STATES)).content.decode()
    assert "populate_values" not in page
    assert "clone" not in page
    act(client, STATES, "populate_values", state)
    act(client, STATES, "clone", state)
    assert DashApp.objects.get().base_state == state.base_state


@pytest.mark.parametrize("text", ["{", "[]", '{"in": 3}'])
def test_a_base_state_of_another_form_is_refused_at_its_field(admin_client, state, text):
    url = reverse("admin:django_plotly_dash_dashapp_change", args=[state.pk])
    data = {
        "stateless_app": state.stateless_app_id,
        "instance_name": "Mine",
        "slug": "mine",
        "base_state": text,
    }
    answer = admin_client.post(url, data)
    assert "base_state" in answer.context["adminform"].form.errors
    assert DashApp.objects.get().base_state == state.base_state
    data["base_state"] = '{"in": {"value": 4}}'
    assert admin_client.post(url, data).status_code == 302
    assert json.loads(DashApp.objects.get().base_state) == {"in": {"value": 4}}


def test_a_state_has_a_link_to_its_app(admin_client, state):
    assert state.get_absolute_url() == "/django_plotly_dash/instance/mine/"
    page = admin_client.get(reverse("admin:django_plotly_dash_dashapp_change", args=[state.pk])).content.decode()
    assert "View on site" in page
