"""The demonstration site: its content, its pages, its apps and how it starts."""

from __future__ import annotations

import socket
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision, Site

from cms_demo.__main__ import main
from cms_demo.content import PAGES
from cms_demo.dash_apps import gapminder, stocks, tips
from cms_demo.local_files import data_folder, secret_key
from cms_demo.models import DashboardPage, HomePage
from cms_demo.serving import server
from django_plotly_dash.models import StatelessApp


def load(*options: str) -> str:
    output = StringIO()
    call_command("load_demo", *options, stdout=output)
    return output.getvalue()


def everything() -> list[list[object]]:
    """All that the command could have touched."""
    return [
        list(Page.objects.order_by("pk").values()),
        list(DashboardPage.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values()),
        list(Site.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values()),
        list(User.groups.through.objects.order_by("pk").values()),
    ]


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    load()
    before = everything()
    assert load() == ""
    assert everything() == before


@pytest.mark.django_db
def test_loading_keeps_what_was_edited():
    load()
    home = HomePage.objects.get()
    home.title = "Ours"
    home.save()
    admin = User.objects.get(username="admin")
    admin.set_password("changed")
    admin.save()
    load()
    assert HomePage.objects.get().title == "Ours"
    assert User.objects.get(username="admin").check_password("changed")


@pytest.mark.django_db
def test_accounts():
    load()
    assert User.objects.get(username="admin").is_superuser
    editor = User.objects.get(username="editor")
    assert not editor.is_superuser
    assert editor.has_perms(["wagtailadmin.access_admin", "dpd_wagtail.view_app", "dpd_wagtail.change_savedstate"])


@pytest.mark.django_db
def test_a_site_that_others_reach_gets_no_well_known_passwords():
    load("--no-accounts")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_rows_of_apps_it_says_what_to_do():
    StatelessApp.objects.all().delete()
    with pytest.raises(CommandError, match="run migrate"):
        load()
    assert not HomePage.objects.exists()


@pytest.mark.django_db
def test_every_page_answers(client):
    load()
    home = client.get("/").content.decode()
    for content in PAGES:
        assert content.title in home
        response = client.get(f"/{content.slug}/")
        assert response.status_code == 200
        assert "<dash-frame" in response.content.decode()
        assert "not available" not in response.content.decode()


@pytest.mark.django_db
def test_side_by_side_has_two_apps_and_one_app_twice(client):
    """Six of the fifteen."""
    load()
    html = client.get("/side-by-side/").content.decode()
    assert html.count("<dash-frame") == 4
    assert html.count('<dash-frame src="/django_plotly_dash/app/GapminderExplorer/initial/') == 2
    assert "/app/StockComparison/" in html
    assert "/app/RestaurantTips/" in html


@pytest.mark.django_db
def test_markup_holds_no_inline_scripts_or_styles(client):
    load()
    html = client.get("/side-by-side/").content.decode()
    assert "<script>" not in html
    assert "<style" not in html
    assert " style=" not in html


def test_gapminder_shows_one_continent():
    figure = gapminder.draw("Europe", 1952)
    assert figure.layout.title.text == "Health and income: Europe, 1952"
    assert [trace.name for trace in figure.data] == ["Europe"]


def test_stocks_start_at_one_hundred():
    figure = stocks.draw(["AAPL", "MSFT"], "2019")
    assert [trace.y[0] for trace in figure.data] == [100, 100]


def test_stocks_without_a_company_are_an_empty_chart():
    assert not stocks.draw([], "all").data
    assert not stocks.draw(None, "2018").data


def test_tips_of_no_meal_are_an_empty_chart():
    numbers, figure = tips.draw("Sun", [])
    assert numbers[0].children[1].children == "0"
    assert not figure.data


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000 "])
def test_a_port_must_be_a_number(text, capsys):
    assert server.serve(text) == 1
    assert "PORT must be a number" in capsys.readouterr().err


def test_a_busy_port_is_one_line_and_nothing_is_done(monkeypatch, capsys):
    monkeypatch.setattr(server, "prepare", lambda: pytest.fail("must not be reached"))
    with socket.socket() as busy:
        busy.bind((server.HOST, 0))
        busy.listen()
        port = busy.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main([]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert f"Port {port} is in use" in output.err


@pytest.mark.django_db
def test_what_is_printed_names_every_page_and_the_accounts(settings):
    load()
    settings.DEBUG = True
    text = server.describe(8123)
    assert "http://127.0.0.1:8123/side-by-side/" in text
    assert "http://127.0.0.1:8123/demo/" in text
    assert "http://127.0.0.1:8123/admin/" in text
    assert "admin, password admin" in text
    settings.DEBUG = False
    assert "password admin" not in server.describe(8123)


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("DPD_DEMO_DATA", str(tmp_path / "data"))
    folder = data_folder()
    assert (folder / ".gitignore").read_text() == "*\n"
    key = secret_key(folder)
    assert len(key) >= 50
    assert secret_key(folder) == key
    assert (folder / "secret_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("SECRET_KEY", "from outside")
    assert secret_key(folder) == "from outside"
