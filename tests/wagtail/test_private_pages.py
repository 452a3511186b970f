"""Apps on pages that not everybody may see (number 7 of what an editor will try), on drafts and in previews."""

from __future__ import annotations

import json
import re
import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from wagtail.models import PageViewRestriction

from cms_demo.models import DashboardPage
from django_plotly_dash.access.rule import AccessRule
from django_plotly_dash.models import DashApp
from django_plotly_dash.registry.registry import registry
from django_plotly_dash.tickets.grants import check_grants
from django_plotly_dash.tickets.signing import issue_ticket
from dpd_wagtail.blocks import DashAppBlock
from dpd_wagtail.models import App
from dpd_wagtail.pages import page_access
from dpd_wagtail.pages.page_access import grants_of_page
from tests.core.apps_for_tests import callback_body

pytestmark = pytest.mark.django_db

ROUTES = ["", "_dash-layout", "_dash-dependencies", "_dash-update-component", "assets/none.css"]


@pytest.fixture
def private_page(make_page, app_row):
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk}})
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    return page


@pytest.fixture
def closed(app_row):
    app_row.embed_only = True
    app_row.save()
    return app_row


def member(name="member", group=None):
    client = Client()
    user = User.objects.create_user(name)
    if group:
        user.groups.add(group)
    client.force_login(user)
    return client


def app_url(client, page, display="frame"):
    html = client.get(page.url).content.decode()
    return re.search(r'<dash-frame[^>]*? src="([^"]+)"' if display == "frame" else r'<a href="(/django[^"]+)"', html)[1]


def statuses(client, url):
    found = {}
    for route in ROUTES:
        if route.endswith("component"):
            body = json.dumps(callback_body("none.children"))
            found[route] = client.post(url + route, body, content_type="application/json").status_code
        else:
            found[route] = client.get(url + route).status_code
    return found


def are_refused(client, url, status):
    return statuses(client, url) == dict.fromkeys(ROUTES, status) | ({"": 302} if status == 401 else {})


def test_every_url_of_the_app_on_a_restricted_page_is_judged_as_the_page_is(private_page, closed):
    assert Client().get(private_page.url).status_code == 302
    insider = member()
    url = app_url(insider, private_page)
    let_in = {"_dash-update-component": 400, "assets/none.css": 404}  # the app has no such callback and no such file
    assert statuses(insider, url) == dict.fromkeys(ROUTES, 200) | let_in
    assert are_refused(Client(), url, 401)
    bare = f"/django_plotly_dash/app/{closed.app_name}/"
    assert are_refused(Client(), bare, 403)
    assert are_refused(insider, bare, 403)


def test_who_may_not_is_sent_to_the_page_which_asks_for_what_it_needs(private_page, closed):
    url = app_url(member(), private_page)
    assert Client().get(url).url == private_page.url
    in_frame = Client().get(url, headers={"Sec-Fetch-Dest": "iframe"})
    assert in_frame.status_code == 401
    assert f'href="{private_page.url}"' in in_frame.content.decode()
    assert Client().get(url + "_dash-layout").json()["login_url"] == private_page.url


def test_a_restriction_counts_for_pages_that_were_shown_before(private_page, closed):
    group = Group.objects.create(name="Board")
    client, insider = member(), member("insider", group)
    url = app_url(client, private_page)
    restriction = PageViewRestriction.objects.get()
    restriction.restriction_type = PageViewRestriction.GROUPS
    restriction.save()
    restriction.groups.add(group)
    assert client.get(url).url == private_page.url
    assert client.get(url + "_dash-layout").status_code == 403
    assert insider.get(url).status_code == 200
    restriction.delete()
    assert Client().get(url).status_code == 200


def test_a_password_opens_the_app_with_the_page(private_page, closed):
    restriction = PageViewRestriction.objects.get()
    restriction.restriction_type, restriction.password = PageViewRestriction.PASSWORD, "sesame"
    restriction.save()
    client = Client()
    assert b"<dash-frame" not in client.get(private_page.url).content
    answer = client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{private_page.pk}/",
        {"password": "sesame", "return_url": private_page.url},
    )
    assert answer.status_code == 302
    url = app_url(client, private_page)
    assert client.get(url + "_dash-layout").status_code == 200
    assert Client().get(url + "_dash-layout").status_code == 401


@pytest.mark.parametrize("change", ["unpublish", "delete"])
def test_a_page_that_is_gone_grants_nothing(private_page, closed, change):
    client = member()
    url = app_url(client, private_page)
    getattr(private_page, change)()
    assert client.get(url + "_dash-layout").status_code == 403


@pytest.mark.parametrize("change", ["taken off", "another state", "without the state"])
def test_an_app_that_no_longer_stands_on_the_page_is_closed_again(make_page, closed, change):
    shown = DashApp.objects.create(stateless_app=closed, instance_name="Shown")
    other = DashApp.objects.create(stateless_app=closed, instance_name="Other")
    nested = {"apps": [{"type": "item", "id": "a", "value": {"app": closed.pk, "state": shown.pk}}]}
    page = make_page({"type": "dash_grid", "value": nested})
    client = Client()
    url = app_url(client, page)
    assert client.get(url + "_dash-layout").status_code == 200

    def publish(*apps):
        items = [{"type": "item", "id": "a", "value": app} for app in apps]
        page.body = json.dumps([{"type": "dash_grid", "value": {"apps": items}}])
        page.save_revision().publish()

    page.body = json.dumps([])
    page.save_revision()  # a draft takes nothing off the page that visitors see
    assert client.get(url + "_dash-layout").status_code == 200
    if change == "taken off":
        publish()
    elif change == "another state":
        publish({"app": closed.pk, "state": other.pk})
    else:
        publish({"app": closed.pk})
    for visitor in (client, member()):
        assert visitor.get(url).status_code == 403
        refused = visitor.get(url + "_dash-layout")
        assert refused.status_code == 403
        assert "reload that page" in refused.json()["error"]
    publish({"app": closed.pk, "state": shown.pk})
    assert client.get(url + "_dash-layout").status_code == 200


def test_what_another_process_published_counts_within_five_seconds(make_page, closed, rf, monkeypatch):
    page = make_page({"type": "dash_app", "value": {"app": closed.pk}})
    grant = grants_of_page(page, rf.get("/"), closed.as_dash_app(), closed.pk)
    assert grant == {"page": [page.pk, f"a{closed.pk}"]}
    now = time.monotonic()
    monkeypatch.setattr(page_access.time, "monotonic", lambda: now)

    # Outside of a transaction, what is read is kept for a while.
    monkeypatch.setattr(page_access, "connections", {"default": SimpleNamespace(in_atomic_block=False)})

    def holds():
        return check_grants(rf.get("/"), grant) is None

    assert holds()
    DashboardPage.objects.update(body="[]")
    assert holds()
    now += 6
    assert not holds()
    page.save()
    assert holds()


def test_what_a_page_shows_of_another_row_is_granted_as_long_as_the_page_is_there(make_page, closed, rf):
    """A block of a snippet, say, that the page's template renders."""
    page = make_page()
    block = DashAppBlock()
    html = block.render(block.to_python({"app": closed.pk}), {"page": page, "request": rf.get("/")})
    url = re.search(r'<dash-frame[^>]*? src="([^"]+)"', html)[1]
    assert Client().get(url + "_dash-layout").status_code == 200
    page.unpublish()
    assert Client().get(url + "_dash-layout").status_code != 200


def test_a_ticket_that_names_the_page_alone_still_counts(make_page, closed):
    """As earlier releases wrote them into pages that are cached."""
    page = make_page()
    ticket = issue_ticket(f"app/{closed.app_name}", {}, {"page": page.pk})
    url = f"/django_plotly_dash/app/{closed.app_name}/initial/{ticket}/_dash-layout"
    assert Client().get(url).status_code == 200


def test_a_closed_app_on_an_open_page_is_open_there_and_the_page_can_be_cached(make_page, closed):
    page = make_page({"type": "dash_app", "value": {"app": closed.pk}})
    url = app_url(member(), page)
    assert url == app_url(Client(), page)
    assert Client().get(url + "_dash-layout").status_code == 200
    assert Client().get(f"/django_plotly_dash/app/{closed.app_name}/_dash-layout").status_code == 403


def test_an_open_app_on_an_open_page_has_its_plain_url(make_page, app_row):
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk}})
    assert app_url(Client(), page) == f"/django_plotly_dash/app/{app_row.app_name}/"


@pytest.mark.parametrize("display", ["frame", "direct"])
def test_a_closed_state_is_reached_through_the_page_alone(make_page, app_row, display):
    state = DashApp.objects.create(stateless_app=app_row, instance_name="Of 1977", embed_only=True)
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk, "display": display}})
    url = app_url(Client(), page, display)
    assert url.startswith("/django_plotly_dash/instance/of-1977/initial/t_")
    assert Client().get(url + "_dash-layout").status_code == 200
    assert Client().get("/django_plotly_dash/instance/of-1977/_dash-layout").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_closing_an_app_in_wagtails_admin_counts_at_once(app_row):
    url = f"/django_plotly_dash/app/{app_row.app_name}/_dash-layout"
    assert Client().get(url).status_code == 200
    row = App.objects.get(pk=app_row.pk)
    row.embed_only = True
    row.save()
    assert Client().get(url).status_code == 403


@pytest.mark.parametrize("where", ["preview", "draft"])
def test_a_preview_lets_in_its_editor_alone(private_page, closed, users, rf, where):
    client = Client()
    client.force_login(users["superuser"])
    if where == "draft":
        private_page.unpublish()
        html = client.get(f"/admin/pages/{private_page.pk}/view_draft/").content.decode()
    else:
        own = rf.get("/", headers={"cookie": f"sessionid={client.session.session_key}"})
        html = private_page.make_preview_request(own).content.decode()
    url = re.search(r'<dash-frame[^>]*? src="([^"]+)"', html)[1]
    assert client.get(url + "_dash-layout").status_code == 200
    other = member()
    assert other.get(url + "_dash-layout").status_code == 403
    assert Client().get(url + "_dash-layout").status_code == 401


def test_the_number_of_queries_does_not_grow_with_the_apps_on_a_private_page(
    make_page, closed, django_assert_max_num_queries
):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for slug, number in (("few", 2), ("many", 20)):
        page = make_page(*[{"type": "dash_app", "value": {"app": closed.pk}}] * number, slug=slug)
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        client = member(slug)
        client.get(page.url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page.url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_key_cannot_be_taken_to_another_app(private_page, closed):
    url = app_url(member(), private_page)
    other = next(app for app in registry.apps() if app.app_name != closed.app_name)
    other.embed_only, before = True, other.embed_only
    try:
        moved = url.replace(f"/{closed.app_name}/", f"/{other.ident}/")
        assert moved != url
        client = member("second")
        assert client.get(moved + "_dash-layout").status_code == 403
    finally:
        other.embed_only = before


@pytest.mark.parametrize(
    ("closed_by", "warned"), [("nothing", True), ("app", False), ("state", True), ("both", False), ("rule", False)]
)
def test_an_editor_is_told_of_apps_that_are_open_beside_a_private_page(private_page, app_row, users, closed_by, warned):
    state = DashApp.objects.create(stateless_app=app_row, embed_only=closed_by in ("state", "both"))
    app_row.embed_only = closed_by in ("app", "both")
    app_row.save()
    block = {"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}}
    private_page.body = json.dumps([block])
    private_page.save_revision().publish()
    app = app_row.as_dash_app()
    rule = app.access_rule
    app.access_rule = AccessRule(login_required=True) if closed_by == "rule" else rule
    client = Client()
    client.force_login(users["superuser"])
    try:
        form = client.get(f"/admin/pages/{private_page.pk}/edit/").content.decode()
    finally:
        app.access_rule = rule
    assert ("This page is private, but" in form) == warned
    PageViewRestriction.objects.all().delete()
    assert "This page is private, but" not in client.get(f"/admin/pages/{private_page.pk}/edit/").content.decode()
