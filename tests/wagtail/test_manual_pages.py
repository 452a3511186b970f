"""The manual's pages in the demonstration site, as the server renders them."""

from __future__ import annotations

import html
import inspect
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

import cms_demo
from cms_demo.demo_pages.page import show
from cms_demo.manual.pages import PAGES, ManualPage
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.state.examples import EXAMPLES, add_examples

TEMPLATES = Path(cms_demo.__file__).parent / "templates"
SOURCE = re.compile(r'<pre [^>]*aria-label="Source of the (\w+) ([^"]+)"><code>(.*?)</code></pre>', re.DOTALL)

pytestmark = pytest.mark.django_db


@pytest.fixture
def examples(db: None) -> None:
    """The saved states that the pages show."""
    add_examples(StatelessApp.objects, DashApp.objects)


def content(client: Client, page: ManualPage, query: str = "") -> str:
    response = client.get(reverse(page.url_name) + query)
    assert response.status_code == 200
    return response.content.decode()


def page_named(url_name: str) -> ManualPage:
    return next(page for page in PAGES if page.url_name == url_name)


def layout_values(client: Client, text: str, component_id: str) -> list[object]:
    """The value of a component in the layout of each frame on a page."""
    values = []
    for url in re.findall(r'<dash-frame src="([^"]+)"', text):
        layout = client.get(f"{url}_dash-layout").json()
        found = [child["props"] for child in layout["props"]["children"] if child["props"].get("id") == component_id]
        values.append(found[0]["value"])
    return values


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)


def test_the_names_of_their_urls_are_those_of_the_manual():
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    assert [page.url_name for page in PAGES] == [f"demo-{word}" for word in words]
    assert [page.number for page in PAGES] == list(range(1, 11))


@each_page
def test_a_page_has_one_heading_and_leads_to_all_others(client, examples, page):
    text = content(client, page)
    assert re.findall(r"<h1>(.*?)</h1>", text) == [page.title]
    assert f"<title>{page.title} " in text
    assert all(f'href="{reverse(other.url_name)}"' in text for other in PAGES)
    assert text.count('aria-current="page"') == 1


@each_page
def test_a_page_shows_the_source_of_what_runs_and_nothing_else(client, examples, page):
    shown = {
        (part, name): html.unescape(re.sub(r"<[^>]+>", "", code))
        for part, name, code in SOURCE.findall(content(client, page))
    }
    expected = {("template", page.template): (TEMPLATES / page.template).read_text().rstrip("\n")}
    for module in page.apps:
        expected["app", module.__name__] = Path(module.__file__).read_text().rstrip("\n")
    if page.view is not show:
        name = f"{page.view.__module__}.{page.view.__name__}"
        expected["view", name] = inspect.getsource(page.view).rstrip("\n")
    assert shown == expected


@each_page
def test_a_page_holds_no_inline_scripts_or_styles(client, examples, page):
    text = content(client, page)
    assert set(re.findall(r"<script(?![^>]* src=)[^>]*>", text)) <= {'<script type="application/json">'}
    assert "<style" not in text
    assert " style=" not in text


@each_page
def test_a_page_is_only_read(client, examples, page):
    assert client.post(reverse(page.url_name)).status_code == 405
    assert client.head(reverse(page.url_name)).status_code == 200


def test_pages_with_views_of_their_own_show_them():
    assert [page.url_name for page in PAGES if page.view is not show] == ["demo-two", "demo-eight"]


def test_the_list_names_every_page_and_the_site_leads_to_it(client):
    text = client.get(reverse("demo-pages")).content.decode()
    for page in PAGES:
        assert f'<a href="{reverse(page.url_name)}"' in text
        assert html.escape(page.summary) in text
    call_command("load_demo", "--no-accounts", stdout=StringIO())
    home = client.get("/").content.decode()
    assert home.count(f'href="{reverse("demo-pages")}"') == 2


def test_there_are_no_other_pages(client):
    assert client.get("/demo/nothing/").status_code == 404


def test_pages_need_no_site_of_wagtail(client, examples):
    Site.objects.all().delete()
    assert content(client, PAGES[0])


@pytest.mark.parametrize("page", [page for page in PAGES if page.states], ids=lambda page: page.slug)
def test_a_saved_state_that_was_deleted_is_named_with_what_brings_it_back(client, examples, page):
    DashApp.objects.filter(slug=page.states[-1]).delete()
    text = content(client, page)
    assert f"<code>{page.states[-1]}</code>" in text
    assert "python -m cms_demo load_demo" in text
    assert "<dash-frame" not in text
    assert "<dash-app" not in text


def test_loading_the_demo_brings_back_saved_states_and_changes_none(examples):
    kept, deleted = "simpleexample-1", "ex2-3"
    DashApp.objects.filter(slug=kept).update(base_state='{"dropdown-color": {"value": "red"}}')
    DashApp.objects.filter(slug=deleted).delete()
    output = StringIO()
    call_command("load_demo", "--no-accounts", stdout=output)
    assert f"Made the saved state {deleted}." in output.getvalue()
    assert kept not in output.getvalue()
    assert json.loads(DashApp.objects.get(slug=kept).base_state) == {"dropdown-color": {"value": "red"}}
    assert {example.slug for _, _, example in EXAMPLES if example} <= set(
        DashApp.objects.values_list("slug", flat=True)
    )


def test_initial_values_come_from_template_view_and_saved_state(client, examples):
    text = content(client, page_named("demo-two"))
    assert layout_values(client, text, "dropdown-color") == ["red", "green", "blue", "green"]
    assert layout_values(client, text, "dropdown-size") == ["small", "large", "small", "small"]


@pytest.mark.parametrize(
    ("query", "colour"),
    [
        ("?colour=blue", "blue"),
        ("?colour=", "green"),
        ("?colour=%22%3E%3Cscript%3E", "green"),
        ("?colour=x&colour=red", "red"),
    ],
)
def test_the_view_takes_only_colours_that_there_are_from_the_url(client, examples, query, colour):
    text = content(client, page_named("demo-two"), query)
    assert layout_values(client, text, "dropdown-color")[1] == colour


def test_the_view_counts_renderings_for_each_session(client, examples):
    page = page_named("demo-eight")
    first, again, other = content(client, page), content(client, page), content(Client(), page)
    counts = [re.search(r'id="renderings">(\d+ times?)<', text)[1] for text in (first, again, other)]
    assert counts == ["1 time", "2 times", "1 time"]
    assert client.session["django_plotly_dash"] == {"ind_use": 2}


def test_direct_pages_have_no_frames(client, examples):
    for name, apps in (("demo-five", 4), ("demo-six", 1)):
        text = content(client, page_named(name))
        assert text.count("<dash-app>") == apps
        assert "<dash-frame" not in text
