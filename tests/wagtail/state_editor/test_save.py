"""Saving in the state editor: what was ticked, into which state, whatever others do meanwhile."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import SavedState, StateVersion
from tests.wagtail.state_editor.requests import ECHO, boxes, post, save, ticked, url_of

pytestmark = pytest.mark.django_db


def test_a_save_changes_what_was_ticked_and_keeps_what_was_there(editor, state):
    response = save(editor, state, {"colour": {"value": "blue"}})
    assert response.json() == {"url": url_of("open", state)}
    assert SavedState.objects.get().current_state() == {"colour": {"value": "blue"}}
    versions = StateVersion.objects.all()
    assert [(version.kind, version.values["colour"]["value"]) for version in versions] == [
        ("saved", "blue"),
        ("found", "red"),
    ]
    assert str(versions[0].user) == "test-editor"
    assert "was saved" in editor.get(url_of("open", state)).content.decode()


def test_what_is_not_ticked_is_left_out(editor, state):
    sent = {"colour": {"value": "blue", "clearable": False}}
    listed = post(editor, "review", state, sent)
    only = [value for label, value in boxes(listed).items() if label == "clearable of colour"]
    assert post(editor, "save", state, sent, take=only).status_code == 200
    assert SavedState.objects.get().current_state() == {"colour": {"value": "red", "clearable": False}}
    assert post(editor, "save", SavedState.objects.get(), sent, take=[]).status_code == 422


def test_what_is_ticked_but_not_among_the_changes_is_not_saved(editor, state):
    response = post(
        editor,
        "save",
        state,
        {"colour": {"value": "red"}, "picture": {"src": "/evil"}},
        take=['0123456789abcdef ["picture", "src"]', "nonsense", '0123456789abcdef ["colour", "value"]'],
    )
    assert response.status_code == 422
    assert SavedState.objects.get().current_state() == ECHO


def test_a_new_state_is_for_pages_only(editor, app):
    response = save(editor, app, {"colour": {"value": "green"}}, name=" Green ")
    state = SavedState.objects.get()
    assert response.json() == {"url": url_of("open", state)}
    assert (state.instance_name, state.embed_only, state.save_on_change) == ("Green", True, False)
    assert state.current_state() == {"colour": {"value": "green"}}
    assert StateVersion.objects.get().values == state.current_state()


def test_a_new_state_of_a_state_leaves_that_alone(editor, state):
    sent = {"colour": {"value": "blue"}}
    assert save(editor, state, sent, name="Blue", save_as="new").status_code == 200
    assert DashApp.objects.get(instance_name="Red").current_state() == ECHO
    assert DashApp.objects.get(instance_name="Blue").current_state() == sent


def test_an_app_as_it_starts_can_be_a_state_too(editor, app):
    assert save(editor, app, {"colour": {"value": "red"}}, name="Plain").status_code == 200
    assert SavedState.objects.get().current_state() == {}


@pytest.mark.parametrize("name", ["", "  ", "Red", "x" * 101, "nul\x00"])
def test_a_name_that_cannot_be_is_told_and_what_was_ticked_stays(editor, state, name):
    sent = {"colour": {"value": "blue"}}
    response = save(editor, state, sent, name=name, save_as="new")
    assert response.status_code == 422
    assert "error-message" in response.content.decode()
    assert ticked(response) == {"value of colour"}
    assert DashApp.objects.count() == 1


def test_urls_of_the_apps_own_files_fit_wherever_the_state_is_shown(editor, state):
    style = {"backgroundImage": f"url({url_of('scratch', state)}assets/picture.svg)"}
    assert save(editor, state, {"colour": {"style": style}}).status_code == 200
    url = reverse("the_django_plotly_dash:layout", args=[state.slug])
    shown = json.loads(editor.get(url).content)["props"]["children"][0]["props"]["style"]
    assert shown == {"backgroundImage": f"url({url.removesuffix('_dash-layout')}assets/picture.svg)"}


# Others meanwhile ----------------------------------------------------------------------------------------------------


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_silently(editor, state, users):
    opened = state.current_state()
    sent = {"colour": {"value": "blue"}}
    first = post(editor, "review", state, sent, opened=opened)
    other = users["superuser"]
    editor.force_login(other)
    save(editor, state, {"colour": {"value": "green"}})
    editor.force_login(users["editor"])

    stopped = post(editor, "save", state, sent, opened=opened, take=list(boxes(first).values()))
    page = stopped.content.decode()
    assert stopped.status_code == 409
    assert "root saved this state on" in page
    assert "&quot;green&quot;" in page
    assert "changed meanwhile" in page
    assert ticked(stopped) == set()
    assert SavedState.objects.get().current_state() == {"colour": {"value": "green"}}

    taken = post(editor, "save", state, sent, opened=opened, take=list(boxes(stopped).values()))
    assert taken.status_code == 200
    assert SavedState.objects.get().current_state() == sent


def test_what_visitors_changed_meanwhile_is_told_and_stays(editor, state):
    opened = state.current_state()
    SavedState.objects.update(base_state='{"colour": {"value": "green"}}')
    listed = post(editor, "review", state, {"colour": {"value": "red", "clearable": False}}, opened=opened)
    page = listed.content.decode()
    assert "by visitors, or outside this editor" in page
    assert ticked(listed) == {"clearable of colour"}
    take = [boxes(listed)["clearable of colour"]]
    assert post(editor, "save", state, {"colour": {"value": "red", "clearable": False}}, take=take).status_code == 200
    assert SavedState.objects.get().current_state() == {"colour": {"value": "green", "clearable": False}}
    found = StateVersion.objects.get(kind="found")
    assert found.values == {"colour": {"value": "green"}}


def test_a_state_that_was_deleted_meanwhile_is_told(editor, state, monkeypatch):
    from dpd_wagtail.state_editor import views

    listed = post(editor, "review", state, {"colour": {"value": "blue"}})
    original = views.save_changes

    def after_deletion(*arguments, **keywords):
        DashApp.objects.all().delete()
        return original(*arguments, **keywords)

    monkeypatch.setattr(views, "save_changes", after_deletion)
    response = post(editor, "save", state, {"colour": {"value": "blue"}}, take=list(boxes(listed).values()))
    assert response.status_code == 409
    assert "deleted in the meantime" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_visitors_who_change_other_values_at_the_same_moment_lose_nothing(django_user_model, client):
    row = StatelessApp.objects.get_or_create(app_name="Twenty keys")[0]
    keys = [json.dumps({"index": number, "type": "key"}, separators=(",", ":")) for number in range(20)]
    state = SavedState.objects.create(
        stateless_app=row,
        instance_name="Keys",
        save_on_change=True,
        base_state=json.dumps({key: {"value": -1} for key in keys}),
    )
    user = django_user_model.objects.create_superuser("root", password="x")
    client.force_login(user)
    sent = {key: {"value": 100 + number} for number, key in enumerate(keys[:5])}
    listed = post(client, "review", state, sent)
    assert len(ticked(listed)) == 5

    def visit(number):
        from django_plotly_dash.models import DashApp as Row

        try:
            visited = Row.objects.get(pk=state.pk)
            visited.update_current_state(keys[number], "value", number)
            visited.handle_current_state()
        finally:
            connection.close()

    def capture(_number):
        try:
            return post(client, "save", state, sent, take=list(boxes(listed).values())).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        visits = [pool.submit(visit, number) for number in range(5, 20)]
        saved = pool.submit(capture, 0)
        for done in visits:
            done.result()
        assert saved.result() == 200
    values = SavedState.objects.get().current_state()
    assert [values[key]["value"] for key in keys] == [100, 101, 102, 103, 104, *range(5, 20)]


def test_a_state_in_which_a_visitor_has_saved_what_versions_cannot_hold_is_saved_too(editor, state):
    SavedState.objects.update(base_state=json.dumps({"colour": {"value": "nul\x00"}, "nul\x00": {"a": ["\x00"]}}))
    state.refresh_from_db()
    assert save(editor, state, {"colour": {"clearable": False}}).status_code == 200
    saved, found = StateVersion.objects.all()
    assert found.values == {"colour": {"value": "nul\ufffd"}, "nul\ufffd": {"a": ["\ufffd"]}}
    assert saved.values["colour"] == {"value": "nul\ufffd", "clearable": False}
    state = SavedState.objects.get()
    assert state.current_state()["colour"] == {"value": "nul\x00", "clearable": False}
