"""The versions of a state: each save is one, and each comes back as a new one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.log_actions import registry as log_registry

from dpd_wagtail.models import SavedState, StateVersion
from tests.wagtail.state_editor.requests import ECHO, boxes, save, ticked

pytestmark = pytest.mark.django_db


def test_every_save_stands_in_history_with_a_way_back(editor, state, users):
    save(editor, state, {"colour": {"value": "blue"}})
    entry = log_registry.get_logs_for_instance(SavedState.objects.get()).get()
    version = StateVersion.objects.first()
    assert entry.action == "dpd_wagtail.save_state"
    assert entry.user.username == "test-editor"
    assert entry.message == "Saved colour.value"
    history = reverse(SavedState.snippet_viewset.get_url_name("history"), args=[state.pk])
    back = reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk])
    assert back not in editor.get(history, follow=True).content.decode()
    editor.force_login(users["superuser"])
    assert f'href="{back}"' in editor.get(history).content.decode()


def test_an_earlier_version_comes_back_as_a_new_save(editor, state):
    save(editor, state, {"colour": {"value": "blue", "clearable": False}})
    oldest = StateVersion.objects.last()
    versions = editor.get(reverse("dpd_state_editor:versions", args=[state.pk])).content.decode()
    url = reverse("dpd_state_editor:bring-back", args=[state.pk, oldest.pk])
    assert url in versions
    page = editor.get(url)
    assert ticked(page) == {"value of colour", "clearable of colour"}
    response = editor.post(url, {"take": list(boxes(page).values())}, follow=True)
    assert "was brought back" in response.content.decode()
    assert SavedState.objects.get().current_state() == ECHO
    newest = StateVersion.objects.first()
    assert (newest.kind, newest.values) == ("brought_back", ECHO)
    entry = log_registry.get_logs_for_instance(SavedState.objects.get()).first()
    assert entry.action == "dpd_wagtail.bring_back_state"
    assert "Brought back the version of" in entry.message
    assert "as this version has it" in editor.get(url).content.decode()


def test_a_version_is_not_brought_back_over_what_was_changed_since_it_was_looked_at(editor, state):
    save(editor, state, {"colour": {"value": "blue"}})
    url = reverse("dpd_state_editor:bring-back", args=[state.pk, StateVersion.objects.last().pk])
    page = editor.get(url)
    SavedState.objects.update(base_state='{"colour": {"value": "green"}}')
    response = editor.post(url, {"take": list(boxes(page).values())})
    assert response.status_code == 409
    assert "&quot;green&quot;" in response.content.decode()
    assert SavedState.objects.get().current_state() == {"colour": {"value": "green"}}
    assert editor.post(url, {}).status_code == 422


def test_a_version_of_another_state_is_not_found(editor, state, app):
    other = SavedState.objects.create(stateless_app=app, instance_name="Other", base_state="{}")
    version = StateVersion.objects.create(state=other, values={})
    url = reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk])
    assert editor.get(url).status_code == 404
    assert editor.post(url).status_code == 404


def test_a_version_that_was_saved_by_a_user_who_is_gone_is_still_there(editor, state):
    leaver = User.objects.create_user("leaver")
    StateVersion.objects.create(state=state, values=ECHO, user=leaver)
    leaver.delete()
    page = editor.get(reverse("dpd_state_editor:versions", args=[state.pk]))
    assert page.status_code == 200
    assert "Bring back" in page.content.decode()
