"""Who may choose an app, and what there is to choose from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from django_plotly_dash.models import StatelessApp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_apps")]

AJAX = {"x-requested-with": "XMLHttpRequest"}
# Wagtail answers an anonymous request of its own scripts with 403, and others with its login page.
EXPECTED = {"anonymous": 403, "access_admin only": 403, "editor": 200, "superuser": 200}
VIEWS = ["choose", "choose_results", "chosen", "chosen_multiple"]


def url_of(view: str, row: StatelessApp) -> str:
    if view == "chosen":
        return reverse("dpd_app_chooser:chosen", args=[row.pk])
    url = reverse(f"dpd_app_chooser:{view}")
    return f"{url}?id={row.pk}" if view == "chosen_multiple" else url


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", EXPECTED)
def test_who_may_open_which_view(client, users, app_row, view, who):
    if users[who] is not None:
        client.force_login(users[who])
    response = client.get(url_of(view, app_row), headers=AJAX)
    assert response.status_code == EXPECTED[who]
    assert ("GapminderExplorer" in response.content.decode()) == (EXPECTED[who] == 200)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["anonymous", "access_admin only"])
def test_a_refused_browser_is_sent_away(client, users, app_row, view, who):
    if users[who] is not None:
        client.force_login(users[who])
    response = client.get(url_of(view, app_row))
    assert response.status_code == 302
    assert b"GapminderExplorer" not in response.content


def test_a_search_finds_every_word_of_a_name(client, users):
    client.force_login(users["editor"])
    found = client.get(reverse("dpd_app_chooser:choose_results"), {"q": "explorer GAP"}).content.decode()
    assert "GapminderExplorer" in found
    assert "StockComparison" not in found


def test_an_app_that_is_no_longer_in_the_code_cannot_be_chosen(client, users):
    gone = StatelessApp.objects.create(app_name="No longer here", slug="no-longer-here")
    client.force_login(users["superuser"])
    assert b"No longer here" not in client.get(url_of("choose", gone)).content
    assert client.get(url_of("chosen", gone)).status_code == 404
    assert b"No longer here" not in client.get(url_of("chosen_multiple", gone)).content


@pytest.mark.parametrize("key", ["0", "x", "9" * 40])
def test_a_key_that_is_none_is_not_found(client, users, key):
    client.force_login(users["superuser"])
    assert client.get(reverse("dpd_app_chooser:chosen", args=[key])).status_code == 404


def test_the_list_shows_the_titles_of_apps(client, users):
    client.force_login(users["editor"])
    html = client.get(reverse("dpd_app_chooser:choose_results")).content.decode()
    assert "Life expectancy and income" in html


def test_choosing_offers_no_way_to_add_an_app(client, users, app_row):
    client.force_login(users["superuser"])
    assert client.get(url_of("choose", app_row)).json()["step"] == "choose"
    assert 'id="tab-create"' not in client.get(url_of("choose", app_row)).json()["html"]
