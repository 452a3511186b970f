"""The gallery in the demonstration site, as the server renders it."""

from __future__ import annotations

import html
import inspect
import re
from io import StringIO
from pkgutil import iter_modules

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms_demo.content import PAGES
from cms_demo.dash_apps import gallery
from cms_demo.gallery.topics import SECTIONS, TOPICS
from django_plotly_dash.models import StatelessApp

pytestmark = pytest.mark.django_db

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)


@each_topic
def test_a_topic_has_a_live_app_and_its_source(client, topic):
    text = client.get(reverse(topic.url_name)).content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", text) == [html.escape(topic.title)]
    assert html.escape(topic.summary) in text
    assert "<dash-frame" in text or "<dash-app" in text
    code = "".join(re.findall(r"<pre [^>]*><code>(.*?)</code></pre>", text, re.DOTALL))
    plain = html.unescape(re.sub(r"<[^>]+>", "", code))
    for module in topic.apps:
        assert inspect.getsource(module).rstrip("\n") in plain


@each_topic
def test_a_topic_is_only_read(client, topic):
    assert client.post(reverse(topic.url_name)).status_code == 405


def test_the_list_names_every_topic_once(client):
    text = client.get(reverse("gallery")).content.decode()
    for section in SECTIONS:
        assert text.count(f">{html.escape(section.title)}</h2>") == 1
    for topic in TOPICS:
        assert text.count(f'<a href="{reverse(topic.url_name)}"') == 1
        assert html.escape(topic.summary) in text


def test_topics_lead_to_their_neighbours(client):
    first, second, last = TOPICS[0], TOPICS[1], TOPICS[-1]
    text = client.get(reverse(first.url_name)).content.decode()
    assert f'<a rel="next" href="{reverse(second.url_name)}"' in text
    assert 'rel="prev"' not in text
    assert 'rel="next"' not in client.get(reverse(last.url_name)).content.decode()


def test_the_front_page_shows_an_app_with_its_code_and_leads_everywhere(client):
    call_command("load_demo", "--no-accounts", stdout=StringIO())
    text = client.get("/").content.decode()
    assert 'title="A square wave' in text
    assert '<details class="source card" open>' in text
    for url in (
        reverse("gallery"),
        reverse("demo-pages"),
        reverse("wagtailadmin_home"),
        *(f"/{p.slug}/" for p in PAGES),
    ):
        assert f'href="{url}"' in text


def test_a_dashboard_shows_the_code_of_each_of_its_apps_once(client):
    call_command("load_demo", "--no-accounts", stdout=StringIO())
    for slug, modules in (
        ("side-by-side", ["stocks", "tips", "gapminder"]),
        ("continents", ["gapminder"]),
        ("live-metric", ["live_metric"]),
    ):
        text = client.get(f"/{slug}/").content.decode()
        shown = re.findall(r'aria-label="Source of the app cms_demo\.dash_apps\.(\w+)"', text)
        assert shown == modules


def test_an_app_that_is_gone_has_no_code(client):
    call_command("load_demo", "--no-accounts", stdout=StringIO())
    StatelessApp.objects.filter(app_name="RestaurantTips").update(app_name="Gone")
    assert "Show the code" not in client.get("/tips/").content.decode()


def test_each_app_of_the_gallery_belongs_to_a_topic():
    shown = {module.__name__ for topic in TOPICS for module in topic.apps}
    assert shown >= {f"{gallery.__name__}.{module.name}" for module in iter_modules(gallery.__path__)}
    assert len({topic.slug for topic in TOPICS}) == len(TOPICS)
