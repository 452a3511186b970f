"""Every text of ours that an editor reads goes through Django's translation.

The site speaks a language here that puts each sentence in brackets: what is shown without them can't be translated.
"""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify

from dpd_wagtail.models import App, SavedState, StateVersion
from tests.wagtail.admin_views import NAMESPACES, OF_A_ROW, views

pytestmark = pytest.mark.django_db

STATE = "Europe 2007"
VALUES = {"year": {"value": 2007}}
# Texts of Wagtail's own and of the site's, and what is the same in every language.
ELSEWHERE = {"Actions", "False", "Home", "Here are the", "instructions how to enable JavaScript in your web browser"}
FORMATS = re.compile(r"CSV|XLSX|JSON|Dash|https?:\S+")
WORD = re.compile(r"[A-Za-z]{2,}")
ATTRIBUTES = ("placeholder", "aria-label", "aria-description")


@pytest.fixture
def bracketed(monkeypatch) -> None:
    """Put all translations in brackets."""
    catalog = translation._trans
    monkeypatch.setattr(catalog, "gettext", lambda text: f"[{text}]")
    monkeypatch.setattr(catalog, "pgettext", lambda _context, text: f"[{text}]")
    monkeypatch.setattr(catalog, "ngettext", lambda one, many, number: f"[{one if number == 1 else many}]")
    monkeypatch.setattr(catalog, "npgettext", lambda _in, one, many, number: f"[{one if number == 1 else many}]")


@pytest.fixture
def urls(make_page, app_row) -> dict[str, list[str]]:
    """The pages of ours, by what they belong to."""
    state = SavedState.objects.create(stateless_app=app_row, instance_name=STATE, base_state=json.dumps(VALUES))
    version = StateVersion.objects.create(state=state, values={}, kind=StateVersion.Kind.SAVED)
    page = make_page({"type": "dash_app", "value": {"app": app_row.pk, "state": state.pk}})
    rows = {"app": app_row, "state": state}
    found: dict[str, list[str]] = {namespace: [] for namespace in NAMESPACES}
    for namespace, name in views():
        keys = [rows[NAMESPACES[namespace]].pk] if name in OF_A_ROW else []
        # Previews are pages of the site; what choosers answer to their scripts has no texts.
        if not name.startswith(("preview", "chosen")):
            found[namespace].append(reverse(f"{namespace}:{name}", args=keys))
    return {
        **found,
        "dpd_state_editor": [
            reverse("dpd_state_editor:open", args=["state", state.pk]),
            reverse("dpd_state_editor:open", args=["app", app_row.pk]),
            reverse("dpd_state_editor:page", args=[page.pk]),
            reverse("dpd_state_editor:page-use", args=[page.pk, state.pk]),
            reverse("dpd_state_editor:versions", args=[state.pk]),
            reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk]),
        ],
        "report": ["/admin/reports/dash-apps/"],
    }


def untranslated(response) -> set[str]:
    """The texts of a page without brackets."""
    content = response.content.decode()
    if response.headers["Content-Type"].startswith("application/json"):
        content = json.loads(content)["html"]
    page = BeautifulSoup(content, "html.parser")
    for element in page(["script", "style", "template", "svg", "title"]):
        element.decompose()
    found = set(page.stripped_strings)
    found |= {str(element[name]) for element in page(True) for name in ATTRIBUTES if element.get(name)}
    return {text for text in found if not ("[" in text or "]" in text) and WORD.search(FORMATS.sub("", text))}


def names() -> set[str]:
    """What the apps and the data are called."""
    found = {STATE, slugify(STATE), json.dumps(VALUES), "year", "value", "A page", "Dashboard page"}
    for app in App.objects.all():
        found |= {app.app_name, app.slug, app.title, app.description, f"{app.title}: {app.description}"}
    return found


@pytest.mark.parametrize("part", [*NAMESPACES, "dpd_state_editor", "report"])
def test_every_text_can_be_translated(client, users, urls, bracketed, part):
    client.force_login(users["superuser"])
    known = untranslated(client.get("/admin/")) | ELSEWHERE | names()
    left = {}
    for url in urls[part]:
        response = client.get(url)
        if response.status_code == 302:  # to a page that is asked for besides
            continue
        assert "[" in response.content.decode()
        left[url] = untranslated(response) - known
    assert not {url: texts for url, texts in left.items() if texts}
