"""The site's own blocks: grid, tabs, text beside an app, full width."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from blocks.body import BodyBlock
from cms_demo.content import dash_app, dash_grid, figure_text, full_width, paragraph, tabs
from cms_demo.models import DashboardPage
from django_plotly_dash.models import DashApp, StatelessApp

pytestmark = pytest.mark.django_db
BODY = BodyBlock()


def clean(*blocks: dict[str, Any]) -> Any:
    return BODY.clean(BODY.to_python(list(blocks)))


def everything(app: StatelessApp, state: DashApp | None = None) -> list[dict[str, Any]]:
    """One of each block, with six apps in all."""
    values = {"state": state.pk} if state is not None else {}
    one = dash_app(app.pk, **values)
    return [
        full_width(one),
        dash_grid(dash_app(app.pk, width="two-thirds", **values), dash_app(app.pk, width="third", **values)),
        figure_text("<p>What it shows</p>", one, side="left"),
        tabs("Views", ("First view", [paragraph("Some text"), one]), ("Second", [dash_grid(one, one)])),
    ]


def test_each_block_has_its_markup(make_page: Callable[..., DashboardPage], app_row: StatelessApp, client: Client):
    page = make_page(*everything(app_row))
    html = client.get(page.url).content.decode()
    assert html.count("<dash-frame") == 7
    assert '<div class="full-width">' in html
    assert re.findall(r"dash-grid__cell--([\w-]+)", html) == ["two-thirds", "third", "half", "half"]
    assert '<div class="figure-text figure-text--left">' in html
    assert "<p>What it shows</p>" in html
    assert '<dpd-tabs class="tabs" label="Views">' in html
    first, second = re.findall(r'<section class="dpd-tabs__panel" id="([\w-]+)">', html)
    assert first.startswith("first-view-")
    assert second.startswith("second-")
    assert re.findall(r'<h3 class="dpd-tabs__title">([^<]+)</h3>', html) == ["First view", "Second"]
    assert " style=" not in html
    assert "<script>" not in html


def test_ids_of_tabs_stay_the_same_when_the_page_is_saved(make_page, app_row, client):
    page = make_page(tabs("Views", ("Same", [paragraph("a")]), ("Same", [paragraph("b")])))
    ids = re.findall(r'id="(same-\w+)"', client.get(page.url).content.decode())
    assert len(set(ids)) == 2
    page = DashboardPage.objects.get(pk=page.pk)
    page.title = "Other"
    page.save()
    assert re.findall(r'id="(same-\w+)"', client.get(page.url).content.decode()) == ids


def test_what_the_blocks_hold_is_checked_where_it_stands(app_row: StatelessApp):
    assert len(clean(*everything(app_row))) == 4
    wrong = [
        dash_grid(dash_app(app_row.pk, width="wide"), dash_app(app_row.pk)),
        dash_grid(dash_app(app_row.pk)),
        tabs("One", ("Only", [paragraph("x")])),
        tabs("No title", ("", [paragraph("x")]), ("b", [paragraph("x")])),
        tabs("Empty", ("a", []), ("b", [paragraph("x")])),
        figure_text("", dash_app(app_row.pk)),
        full_width(dash_app(app_row.pk, initial_arguments={"nothing": {"value": 1}})),
    ]
    for block in wrong:
        with pytest.raises(Exception, match=r".") as caught:
            clean(block)
        assert type(caught.value).__name__ == "StreamBlockValidationError"


def test_queries_do_not_grow_with_nested_apps(make_page, app_row, client):
    """Thirteen of the fifteen, within other blocks."""
    states = [DashApp.objects.create(stateless_app=app_row) for _number in range(4)]

    def queries(slug: str, *blocks: dict[str, Any]) -> int:
        url = make_page(*blocks, slug=slug).url
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    def views(count: int) -> dict[str, Any]:
        contents = [dash_app(app_row.pk, state=states[number % 4].pk) for number in range(count)]
        return tabs("Views", *((f"Tab {number}", [one]) for number, one in enumerate(contents)))

    def grid(count: int) -> dict[str, Any]:
        return dash_grid(*(dash_app(app_row.pk, state=states[number % 4].pk) for number in range(count)))

    assert queries("two", views(2)) == queries("eight", views(8))
    assert queries("grid-two", grid(2)) == queries("grid-six", grid(6))


def test_searches_find_words_and_the_api_gives_what_a_front_end_needs(app_row: StatelessApp):
    value = BODY.to_python(everything(app_row))
    content = " ".join(BODY.get_searchable_content(value))
    for word in ("What it shows", "First view", "Some text"):
        assert word in content
    data = json.loads(json.dumps(BODY.get_api_representation(value)))
    assert [block["type"] for block in data] == ["dash_full_width", "dash_grid", "figure_text", "tabs"]
    assert data[0]["value"]["embed_url"].endswith("/app/GapminderExplorer/")
    assert data[1]["value"]["apps"][0]["app"] == "GapminderExplorer"
    assert data[1]["value"]["apps"][0]["width"] == "two-thirds"
    assert data[2]["value"]["app"]["embed_url"].endswith("/app/GapminderExplorer/")
    assert data[3]["value"]["tabs"][0]["content"][1]["value"]["app"] == "GapminderExplorer"


def test_what_uses_an_app_is_known_however_deep_it_stands(make_page, app_row):
    page = make_page(tabs("Views", ("A", [dash_grid(dash_app(app_row.pk), dash_app(app_row.pk))]), ("B", [])))
    ReferenceIndex.create_or_update_for_object(page)
    assert ReferenceIndex.get_references_to(app_row).filter(object_id=str(page.pk)).exists()


@pytest.mark.parametrize("name", ["dash_full_width", "dash_grid", "figure_text", "tabs"])
def test_the_picker_preview_runs_no_app(users, client, name):
    """Four of the fifteen."""
    block = DashboardPage._meta.get_field("body").stream_block.child_blocks[name]
    assert block.is_previewable
    assert block.get_description()
    client.force_login(users["superuser"])
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    html = response.content.decode()
    assert "dpd_wagtail/preview.svg" in html
    assert "blocks/preview.css" in html
    assert "<dash-frame" not in html
    assert "<script" not in html
