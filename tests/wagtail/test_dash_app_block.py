"""The Dash app block: what it renders, and what else Wagtail asks of it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from cms_demo.models import DashboardPage
from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.blocks import DashAppBlock
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

ALTERNATIVE = "Life expectancy rose everywhere."


def value_of(**values: Any) -> Any:
    return DashAppBlock().to_python(values)


def render(request: Any = None, page: Any = None, **values: Any) -> str:
    context = {"request": request, "page": page} if request is not None else None
    return str(DashAppBlock().render(value_of(**values), context=context))


def test_renders_a_figure_with_the_frame_and_the_caption(app_row, rf):
    html = render(rf.get("/"), app=app_row.pk, caption="From <1952>")
    assert "<figure" in html
    assert "<dash-frame" in html
    assert 'src="/django_plotly_dash/app/GapminderExplorer/"' in html
    assert "From &lt;1952&gt;</figcaption>" in html


def test_title_of_the_frame_is_the_editors_or_else_that_of_the_app(app_row, rf):
    assert 'title="Money"' in render(rf.get("/"), app=app_row.pk, title="Money")
    assert 'title="Life expectancy and income"' in render(rf.get("/"), app=app_row.pk)


def test_text_alternative_is_for_those_without_scripts(app_row, rf):
    html = render(rf.get("/"), app=app_row.pk, text_alternative=ALTERNATIVE)
    assert f'<noscript><p class="dpd-figure__text">{ALTERNATIVE}</p></noscript>' in html


def test_without_a_request_it_is_an_absolute_link(app_row):
    """Fifteen of the fifteen."""
    html = render(app=app_row.pk)
    assert "<dash-frame" not in html
    assert '<a href="http://localhost/django_plotly_dash/app/GapminderExplorer/"' in html


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, 'sizing="auto"'),
        ({"aspect_ratio": "16:9"}, 'ratio="0.5625"'),
        ({"aspect_ratio": "fixed", "height": 450}, 'height="450px"'),
        ({"display": "bootstrap", "aspect_ratio": "21:9"}, "embed-responsive-21by9"),
        # What a draft may hold.
        ({"aspect_ratio": "fixed"}, 'sizing="auto"'),
        ({"display": "bootstrap"}, 'sizing="auto"'),
    ],
)
def test_sizes(app_row, rf, sizes, expected):
    assert expected in render(rf.get("/"), app=app_row.pk, **sizes)


def test_arguments_travel_in_the_url_and_need_no_cache(app_row, rf, client):
    """A page that was cached for long still shows what the editor chose."""
    from django.core.cache import cache

    arguments = {"continent": {"value": "Africa"}}
    url = value_of(app=app_row.pk, initial_arguments=arguments).embed(rf.get("/")).url
    assert "/initial/" in url
    cache.clear()
    layout = client.get(url + "_dash-layout")
    assert layout.status_code == 200
    assert '"value":"Africa"' in layout.content.decode().replace(" ", "")


def test_a_deleted_app_leaves_the_page_and_its_text(make_page, client, caplog):
    """Ten of the fifteen."""
    gone = StatelessApp.objects.create(app_name="Soon gone", slug="soon-gone")
    page = make_page({"type": "dash_app", "value": {"app": gone.pk, "text_alternative": ALTERNATIVE}})
    gone.delete()
    with caplog.at_level(logging.WARNING, logger="dpd_wagtail"):
        response = client.get(page.url)
    assert response.status_code == 200
    assert ALTERNATIVE in response.content.decode()
    assert "Only in the preview" not in response.content.decode()
    [record] = [record for record in caplog.records if record.name.startswith("dpd_wagtail")]
    assert "'dash_app'" in record.getMessage()
    assert f"page {page.pk} (A page)" in record.getMessage()


def test_an_unregistered_app_tells_editors_and_nobody_else(rf, preview_request):
    row = StatelessApp.objects.create(app_name="Not in the code", slug="not-in-the-code")
    assert "Not in the code” is not available" in render(rf.get("/"), app=row.pk)
    assert "No Dash app is registered" not in render(rf.get("/"), app=row.pk)
    assert "No Dash app is registered" in render(preview_request, app=row.pk)


def test_a_state_that_was_deleted_by_code_leaves_no_bare_app(
    make_page, app_row, users, client, caplog, preview_request
):
    state = DashApp.objects.create(stateless_app=app_row, instance_name="Asia")
    page = make_page(
        {"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk, "text_alternative": ALTERNATIVE}}
    )
    state.delete()
    html = client.get(page.url).content.decode()
    assert ALTERNATIVE in html
    assert "<dash-frame" not in html
    assert f"page {page.pk} (A page)" in caplog.text
    value = DashboardPage.objects.get(pk=page.pk).body[0].value
    assert not value["state"]
    assert not list(DashAppBlock().child_blocks["state"].extract_references(value["state"]))
    assert DashAppBlock().get_api_representation(value)["embed_url"] is None
    assert "was deleted" in render(preview_request, app=app_row.pk, state=value["state"].pk)
    client.force_login(users["superuser"])
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "This page shows a saved state of “GapminderExplorer” that was deleted" in form.content.decode()
    # Saved again, it has no state.
    assert '"state": null' in form.content.decode().replace("&quot;", '"')


def test_searches_find_words_and_no_settings(app_row):
    value = value_of(
        app=app_row.pk,
        title="Money",
        caption="From Gapminder",
        text_alternative=ALTERNATIVE,
        initial_arguments={"continent": {"value": "Africa"}},
    )
    assert DashAppBlock().get_searchable_content(value) == ["Money", "From Gapminder", ALTERNATIVE]
    assert DashAppBlock(search_index=False).get_searchable_content(value) == []


def test_api_names_the_app_and_gives_a_url(app_row):
    """Fifteen of the fifteen."""
    data = DashAppBlock().get_api_representation(value_of(app=app_row.pk, aspect_ratio="4:3"))
    assert data["app"] == "GapminderExplorer"
    assert data["title"] == "Life expectancy and income"
    assert data["embed_url"].endswith("/app/GapminderExplorer/")
    assert data["aspect_ratio"] == "4:3"


def test_api_of_a_block_without_an_app():
    data = DashAppBlock().get_api_representation(value_of(app=None))
    assert data["app"] is None
    assert data["embed_url"] is None


def test_the_picker_preview_runs_no_app(users, client, django_assert_num_queries):
    """Four of the fifteen."""
    block = DashboardPage._meta.get_field("body").stream_block.child_blocks["dash_app"]
    assert block.is_previewable
    assert block.get_description()
    client.force_login(users["superuser"])
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    html = response.content.decode()
    assert "dpd_wagtail/preview.svg" in html
    assert "dash-frame" not in html
    assert "<script" not in html


def test_queries_do_not_grow_with_the_number_of_blocks(make_page, app_row, django_assert_num_queries):
    """Thirteen of the fifteen: one query for the apps of twenty blocks, one for their states."""
    states = [DashApp.objects.create(stateless_app=app_row) for _number in range(20)]
    page = make_page(*[{"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}} for state in states])
    body = DashboardPage.objects.get(pk=page.pk).body
    with django_assert_num_queries(2):
        assert [child.value["app"].pk for child in body] == [app_row.pk] * 20
        assert [child.value["state"].stateless_app.app_name for child in body] == ["GapminderExplorer"] * 20


@pytest.mark.parametrize("display", ["frame", "direct"])
def test_rendering_and_editing_twenty_blocks_takes_the_queries_of_two(make_page, app_row, users, client, display):
    """Thirteen of the fifteen."""
    states = [DashApp.objects.create(stateless_app=app_row) for _number in range(20)]
    blocks = [
        {"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk, "display": display}} for state in states
    ]
    few, many = make_page(*blocks[:2], slug="few"), make_page(*blocks, slug="many")
    client.force_login(users["superuser"])

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    for url_of in (lambda page: page.url, lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])):
        # The first time an editing session begins, and caches fill.
        queries(url_of(few)), queries(url_of(many))
        assert queries(url_of(few)) == queries(url_of(many))


def test_a_state_is_shown_under_its_name(app_row, rf):
    state = DashApp.objects.create(stateless_app=app_row, instance_name="Asia in 1977", slug="asia")
    html = render(rf.get("/"), app=app_row.pk, state=state.pk)
    assert 'src="/django_plotly_dash/instance/asia/"' in html
    assert 'title="Asia in 1977"' in html
    assert DashAppBlock().get_api_representation(value_of(app=app_row.pk, state=state.pk))["state"] == "asia"


def test_a_draft_with_a_state_of_another_app_shows_neither(app_row, rf, preview_request):
    other = StatelessApp.objects.get(app_name="StockComparison")
    state = DashApp.objects.create(stateless_app=other, instance_name="Of another")
    html = render(preview_request, app=app_row.pk, state=state.pk)
    assert "<dash-frame" not in html
    assert "is a state of another app" in html


def test_direct_display_has_no_frame_and_takes_no_size(app_row, rf):
    html = render(rf.get("/"), app=app_row.pk, display="direct", aspect_ratio="fixed", text_alternative=ALTERNATIVE)
    assert "<dash-app>" in html
    assert "<dash-frame" not in html
    assert ALTERNATIVE in html


def test_direct_display_without_a_request_is_an_absolute_link(app_row):
    html = render(app=app_row.pk, display="direct")
    assert '<a href="http://localhost/django_plotly_dash/app/GapminderExplorer/"' in html


def test_a_live_app_in_direct_display_brings_the_hub_of_its_pipes(rf):
    """No tag in the template of the page is needed."""
    from django_plotly_dash.components import Pipe

    with temporary_app("Live") as app:
        app.layout = Pipe(id="pipe", channel_name="news", label="headline", value="")
        row = StatelessApp.objects.create(app_name="Live")
        html = render(rf.get("/"), app=row.pk, display="direct")
    hub = html[html.index("pipe-hub.js") :]
    assert "dpd\\u002fws\\u002fchannel" in hub


def test_references_name_the_app_and_the_state(make_page, app_row):
    state = DashApp.objects.create(stateless_app=app_row)
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}})
    for row in (app_row, state):
        referring = [
            reference.object_id
            for reference in ReferenceIndex.get_references_to(row)
            if reference.content_type.model == "dashboardpage"
        ]
        assert referring == [str(page.pk)]


def test_settings_stand_behind_the_cog():
    layout = DashAppBlock().meta.form_layout
    assert layout.children == ["app", "state", "title", "caption"]
    assert layout.settings == [
        "display",
        "aspect_ratio",
        "height",
        "initial_arguments",
        "text_alternative",
    ]


def test_migrations_freeze_to_wagtails_own_blocks():
    """A site can remove this package without touching its migrations."""
    from wagtail.blocks.definition_lookup import BlockDefinitionLookup, BlockDefinitionLookupBuilder

    builder = BlockDefinitionLookupBuilder()
    index = builder.add_block(DashAppBlock())
    definitions = builder.get_lookup_as_dict()
    assert {path.split(".")[0] for path, _args, _kwargs in definitions.values()} == {"wagtail"}
    frozen = BlockDefinitionLookup(definitions).get_block(index)
    stored = {"app": None, "initial_arguments": {"continent": {"value": "Asia"}}}
    assert frozen.get_prep_value(frozen.to_python(stored))["initial_arguments"] == stored["initial_arguments"]


def test_two_instances_are_the_same_definition():
    assert DashAppBlock() == DashAppBlock()


def test_no_migration_is_missing():
    """Fifteen of the fifteen, on each of the Wagtail versions that the tests run with."""
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("check", "--fail-level", "WARNING")
