"""Apps in rich text, through Wagtail's own embeds."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import set_script_prefix
from django.utils.timezone import now
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.models import Embed
from wagtail.models import Site
from wagtail.rich_text import expand_db_html

from django_plotly_dash.models import DashApp
from dpd_wagtail.embeds import DashAppFinder

pytestmark = pytest.mark.django_db

APP = "https://www.example.org/django_plotly_dash/app/GapminderExplorer/"


@pytest.fixture(autouse=True)
def finder(settings):
    settings.ALLOWED_HOSTS = ["www.example.org", ".example.net"]
    settings.WAGTAILEMBEDS_FINDERS = [{"class": "dpd_wagtail.embeds.DashAppFinder"}]


def in_page(url):
    return expand_db_html(f'<p>Before</p><embed embedtype="media" url="{url}"/><p>After</p>')


def test_an_app_stands_between_paragraphs(app_row):
    html = in_page(APP)
    assert 'src="/django_plotly_dash/app/GapminderExplorer/"' in html
    assert 'title="Life expectancy and income"' in html
    assert "<script>" not in html
    assert "style=" not in html


def test_a_saved_state_and_what_follows_the_address(app_row):
    DashApp.objects.create(stateless_app=app_row, instance_name='Of "1977"', slug="of-1977")
    html = in_page("https://charts.example.net/django_plotly_dash/instance/of-1977/?year=1977&amp;a=b")
    assert 'src="/django_plotly_dash/instance/of-1977/?year=1977&amp;a=b"' in html
    assert 'title="Of &quot;1977&quot;"' in html


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.com/django_plotly_dash/app/GapminderExplorer/",
        "https://www.example.org/django_plotly_dash/app/GapminderExplorer/_dash-layout",
        "https://www.example.org/django_plotly_dash/app/GapminderExplorer/initial/t_abc/",
        "https://www.example.org/admin/",
        "https://www.example.org/",
        "https://[broken/",
        "javascript:alert(1)",
        "//www.example.org/django_plotly_dash/app/GapminderExplorer/",
        "ftp://www.example.org/django_plotly_dash/app/GapminderExplorer/",
        "https://user@www.example.org/django_plotly_dash/app/GapminderExplorer/",
        "",
    ],
)
def test_addresses_of_other_things_are_left_to_other_finders(url):
    assert not DashAppFinder().accept(url)


@pytest.mark.parametrize("ident", ["Unknown", "gone"])
def test_an_app_that_is_gone_leaves_the_page_as_it_is(ident):
    url = f"https://www.example.org/django_plotly_dash/app/{ident}/"
    with pytest.raises(EmbedException):
        get_embed(url)
    assert in_page(url) == "<p>Before</p><p>After</p>"


@pytest.mark.parametrize("closed", ["app", "state", "setting"])
def test_what_is_shown_on_pages_alone_is_not_found(app_row, settings, closed):
    DashApp.objects.create(stateless_app=app_row, slug="state", embed_only=closed == "state")
    app_row.embed_only = closed == "app"
    app_row.save()
    settings.PLOTLY_DASH = {"embed_only": closed == "setting"}
    with pytest.raises(EmbedException, match="pages only"):
        get_embed("https://www.example.org/django_plotly_dash/instance/state/")


def test_it_is_asked_for_anew_after_a_day(app_row):
    get_embed(APP)
    kept = Embed.objects.get()
    assert 0 < (kept.cache_until - now()).total_seconds() <= 24 * 3600
    app_row.embed_only = True
    app_row.save()
    Embed.objects.update(cache_until=now())
    assert in_page(APP) == "<p>Before</p><p>After</p>"


def test_hosts_of_wagtails_sites_count_where_every_host_is_allowed(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert not DashAppFinder().accept(APP)
    Site.objects.update(hostname="www.example.org")
    assert DashAppFinder().accept(APP)


@override_settings(FORCE_SCRIPT_NAME="/behind")
def test_a_script_name_belongs_to_the_address(app_row):
    set_script_prefix("/behind/")
    try:
        assert not DashAppFinder().accept(APP)
        html = in_page(APP.replace("/django_plotly", "/behind/django_plotly"))
        assert 'src="/behind/django_plotly_dash/app/GapminderExplorer/"' in html
    finally:
        set_script_prefix("/")
