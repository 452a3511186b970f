"""The frame of the state editor: the app, with changes that no row sees."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import SavedState
from tests.wagtail.state_editor.requests import ECHO, post, url_of

pytestmark = pytest.mark.django_db


def callback(client, base: str, **inputs):
    body = {
        "output": "answer.children",
        "outputs": {"id": "answer", "property": "children"},
        "inputs": [{"id": "colour", "property": "value", "value": inputs["colour"]}],
        "changedPropIds": ["colour.value"],
    }
    return client.post(f"{base}_dash-update-component", json.dumps(body), content_type="application/json")


def test_the_frame_shows_the_state_and_playing_there_changes_no_row(editor, state):
    SavedState.objects.update(save_on_change=True)
    before = DashApp.objects.values().get()
    base = url_of("scratch", state)
    page = editor.get(base)
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert b"_dash-config" in page.content
    layout = editor.get(f"{base}_dash-layout").content.decode()
    assert '"value":"red"' in layout
    answered = callback(editor, base, colour="blue")
    assert b"You chose blue" in answered.content
    assert DashApp.objects.values().get() == before


def test_the_app_without_a_state_is_shown_too(editor, app):
    base = url_of("scratch", app)
    assert '"value":"red"' in editor.get(f"{base}_dash-layout").content.decode()
    answered = callback(editor, base, colour="green").json()
    assert answered["response"]["answer"]["children"] == f"You chose green; {base}deeper"
    picture = editor.get(f"{base}assets/picture.svg")
    assert picture.status_code == 200
    picture.close()


def test_a_callback_that_saves_the_state_itself_saves_nothing(editor, state):
    from dpd_wagtail.state_editor.scratch import copy_of

    copy = copy_of(state)
    copy.save_on_change = True
    copy.update_current_state("colour", "value", "green")
    copy.handle_current_state()
    copy.save()
    assert DashApp.objects.count() == 1
    assert json.loads(DashApp.objects.get().base_state) == ECHO


def test_an_app_that_is_only_on_pages_can_be_opened(editor, state):
    SavedState.objects.update(embed_only=True)
    assert editor.get(f"{url_of('scratch', state)}_dash-layout").status_code == 200


def test_an_app_that_is_gone_is_told(editor):
    gone = StatelessApp.objects.create(app_name="No longer here")
    state = SavedState.objects.create(stateless_app=gone, instance_name="Old", base_state="{}")
    response = editor.get(url_of("open", state))
    assert response.status_code == 404
    assert "no longer registered" in response.content.decode()
    assert "no longer registered" in post(editor, "save", state, {}).content.decode()
    assert editor.get(url_of("scratch", state)).status_code == 404
    assert editor.get(reverse("dpd_state_editor:versions", args=[state.pk])).status_code == 200


@pytest.mark.parametrize("key", ["0", "9" * 18])
def test_a_key_that_is_none_is_not_found(editor, key):
    for view in ("open", "scratch"):
        for kind in ("app", "state"):
            assert editor.get(reverse(f"dpd_state_editor:{view}", kwargs={"kind": kind, "pk": key})).status_code == 404


def test_the_page_has_no_inline_script_and_no_inline_style(editor, state):
    page = editor.get(url_of("open", state)).content.decode()
    ours = page[page.index("data-state-editor") : page.index("</dialog>")]
    assert "<script>" not in ours
    assert "style=" not in ours


def test_the_script_leaves_out_what_the_server_would_refuse(editor, state):
    page = editor.get(url_of("open", state)).content.decode()
    limits = re.search(r'<script id="state-editor-limits" type="application/json">(.*?)</script>', page)
    refused = json.loads(limits[1])["refused"]
    assert refused == ["action", "children", "formAction", "href", "id", "options", "src", "srcDoc"]
