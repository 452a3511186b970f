"""The gallery in the demonstration site, as the server renders it."""

from __future__ import annotations

import html
import inspect
import re
from pkgutil import iter_modules

import pytest
from django.urls import reverse

from cms_demo.dash_apps import gallery
from cms_demo.gallery.topics import SECTIONS, TOPICS

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


def test_each_app_of_the_gallery_belongs_to_a_topic():
    shown = {module.__name__ for topic in TOPICS for module in topic.apps}
    assert shown >= {f"{gallery.__name__}.{module.name}" for module in iter_modules(gallery.__path__)}
    assert len({topic.slug for topic in TOPICS}) == len(TOPICS)
