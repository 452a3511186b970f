"""The state editor: who may, what is listed, what is saved, and what others do meanwhile."""

from __future__ import annotations

import importlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from dash import dcc, html
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.urls import get_resolver, resolve, reverse
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import registry as log_registry

from django_plotly_dash.models import DashApp, StatelessApp
from dpd_wagtail.models import SavedState, StateVersion
from dpd_wagtail.state_editor import urls
from dpd_wagtail.state_editor.capture import CaptureError, read_capture, settle
from dpd_wagtail.state_editor.changes import digests, list_changes

pytestmark = pytest.mark.django_db

ECHO = {"colour": {"value": "red"}}
AJAX = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def app() -> StatelessApp:
    return StatelessApp.objects.get_or_create(app_name="Echo")[0]


@pytest.fixture
def state(app) -> SavedState:
    return SavedState.objects.create(stateless_app=app, instance_name="Red", base_state=json.dumps(ECHO))


@pytest.fixture
def editor(client, users):
    """A browser of somebody who may add and change states."""
    user = users["editor"]
    names = ["add_dashapp", "change_dashapp"]
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="django_plotly_dash", codename__in=names)
    )
    client.force_login(user)
    return client


def url_of(view: str, subject: SavedState | StatelessApp) -> str:
    kind = "state" if isinstance(subject, DashApp) else "app"
    return reverse(f"dpd_state_editor:{view}", kwargs={"kind": kind, "pk": subject.pk})


def post(client, view, subject, captured, **data):
    """Send what the capture script sends; ``opened`` is what the state has unless it is given."""
    opened = data.pop("opened", None)
    if opened is None:
        opened = subject.current_state() if isinstance(subject, DashApp) else {}
    body = {"captured": captured if isinstance(captured, str) else json.dumps(captured), **data}
    return client.post(url_of(view, subject), {"opened": json.dumps(digests(opened)), **body})


def boxes(response) -> dict[str, str]:
    """The boxes of a list of changes: what they send, by what they are called; ticked or not."""
    found = re.findall(r'name="take"\s+value="([^"]*)"[^>]*?aria-label="Save ([^"]*)"', response.content.decode())
    return {unescape(label): unescape(value) for value, label in found}


def ticked(response) -> set[str]:
    found = re.findall(r'name="take"\s+value="[^"]*"\s+checked\s+aria-label="Save ([^"]*)"', response.content.decode())
    return set(map(unescape, found))


def save(client, subject, captured, **data):
    """Look at the list, and save what is ticked."""
    listed = post(client, "review", subject, captured, **data)
    take = [value for label, value in boxes(listed).items() if label in ticked(listed)]
    return post(client, "save", subject, captured, take=take, **data)


# Who may -------------------------------------------------------------------------------------------------------------

VIEWS = ["open", "scratch", "scratch-rest", "review", "save", "versions", "bring-back"]


def test_every_view_is_asked_here_or_from_a_page():
    _prefix, resolver = dict(get_resolver().namespace_dict)["dpd_state_editor"]
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    assert names == {*VIEWS, "page", "page-review", "page-save", "page-use"}


def ask(client, view, state, version):
    if view == "versions":
        return client.get(reverse("dpd_state_editor:versions", args=[state.pk]), headers=AJAX)
    if view == "bring-back":
        return client.get(reverse("dpd_state_editor:bring-back", args=[state.pk, version.pk]), headers=AJAX)
    if view in ("review", "save"):
        return client.post(
            url_of(view, state), {"captured": '{"colour": {"value": "blue"}}', "opened": "{}"}, headers=AJAX
        )
    if view == "scratch-rest":
        return client.get(f"{url_of('scratch', state)}_dash-layout", headers=AJAX)
    return client.get(url_of(view, state), headers=AJAX)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["anonymous", "access_admin only", "editor"])
def test_who_has_no_permission_on_states_gets_nowhere(client, users, state, view, who):
    version = StateVersion.objects.create(state=state, values=ECHO)
    if users[who] is not None:
        client.force_login(users[who])
    response = ask(client, view, state, version)
    assert response.status_code == 403
    assert b"Red" not in response.content
    assert json.loads(SavedState.objects.get().base_state) == ECHO


def async_decorator(view, **_told):
    async def decorated(request, *args, **kwargs):
        return await view(request, *args, **kwargs)

    return decorated


def test_the_frame_waits_for_an_async_decorator_of_the_site(users, state, settings, rf):
    settings.PLOTLY_DASH = {"view_decorator": f"{__name__}.async_decorator"}
    importlib.reload(urls)
    try:
        scratch = next(pattern.callback for pattern in urls.urlpatterns if pattern.name == "scratch-rest")
        request = rf.get(f"{url_of('scratch', state)}_dash-layout")
        request.user = users["superuser"]
        response = require_admin_access(scratch)(request, kind="state", pk=state.pk, path="_dash-layout")
    finally:
        settings.PLOTLY_DASH = {}
        importlib.reload(urls)
    assert response.status_code == 200
    assert '"value":"red"' in response.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_who_has_the_permission_but_no_access_to_the_app_gets_nowhere(editor, view):
    from tests.dash_apps import members

    row = StatelessApp.objects.get_or_create(app_name="Members")[0]
    state = SavedState.objects.create(stateless_app=row, instance_name="Red", base_state='{"lines": {"value": 3}}')
    version = StateVersion.objects.create(state=state, values=ECHO)
    rule = members.access_rule
    try:
        members.access_rule = type(rule)(function=lambda request, app, instance: False)
        response = ask(editor, view, state, version)
    finally:
        members.access_rule = rule
    assert response.status_code == 403
    assert b"Red" not in response.content


@pytest.mark.parametrize(
    ("codename", "label", "may_save", "may_add"),
    [
        ("change_dashapp", "django_plotly_dash", True, False),
        ("add_dashapp", "django_plotly_dash", False, True),
        ("change_savedstate", "dpd_wagtail", True, False),
        ("add_savedstate", "dpd_wagtail", False, True),
    ],
)
def test_each_permission_lets_do_its_own(client, users, state, codename, label, may_save, may_add):
    user = users["access_admin only"]
    user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    client.force_login(user)
    page = client.get(url_of("open", state)).content.decode()
    assert ('data-save-as="state"' in page) == may_save
    assert ('data-save-as="new"' in page) == may_add
    blue = {"colour": {"value": "blue"}}
    assert post(client, "save", state, blue).status_code == (422 if may_save else 403)
    assert post(client, "save", state, blue, **{"as": "new"}).status_code == (422 if may_add else 403)
    assert client.get(url_of("open", state.stateless_app)).status_code == (200 if may_add else 302)


# The frame -----------------------------------------------------------------------------------------------------------


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


# What is listed ------------------------------------------------------------------------------------------------------


def test_what_changed_is_listed_with_old_and_new(editor, state):
    response = post(editor, "review", state, {"colour": {"value": "blue"}, "answer": {"children": "You chose blue"}})
    assert response.status_code == 200
    assert ticked(response) == {"value of colour"}
    assert set(boxes(response)) == {"value of colour"}
    page = response.content.decode()
    assert "&quot;red&quot;" in page
    assert "&quot;blue&quot;" in page


def test_what_callbacks_made_is_told_and_left_out(editor, state):
    response = post(editor, "review", state, {"made later": {"value": 1}})
    assert "callbacks make these components: made later" in response.content.decode()
    assert not boxes(response)


def test_markup_in_values_is_escaped(editor, state):
    evil = "<script>alert(1)</script>"
    response = post(editor, "review", state, {"colour": {"value": evil, "className": evil}, evil: {"value": 1}})
    assert evil not in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "must be an object"),
        ('{"colour": 1}', "must be an object"),
        ('{"colour": {"value": NaN}}', "cannot be read"),
        ('{"colour": {"value": 1e999}}', "cannot be read"),
        ('{"colour": {"value": "\\u0000"}}', "NUL"),
        ('{"colour": {"value": ' + "[" * 300 + "]" * 300 + "}}", "too deeply"),
        ('{"colour": {"value": ' + "[" * 90_000 + "]" * 90_000 + "}}", "cannot be read"),
        ('{"colour": {"value": "' + "x" * 1_000_001 + '"}}', "too much"),
    ],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(editor, state, sent, said):
    for view in ("review", "save"):
        response = post(editor, view, state, sent)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert json.loads(SavedState.objects.get().base_state) == ECHO


@pytest.mark.parametrize("field", [{"opened": "["}, {"opened": "[1]"}, {"opened": '{"a": 1}'}, {"too_large": "{}x"}])
def test_other_fields_that_cannot_be_read_are_told(editor, state, field):
    response = editor.post(url_of("review", state), {"captured": "{}", "opened": "{}", **field})
    assert response.status_code == 422


@pytest.mark.parametrize("field", ["opened", "idle", "too_large"])
@pytest.mark.parametrize(
    "sent",
    [
        "[" * 100_000,
        "9" * 5000,
        "NaN",
        '["\\ud83d"]',
        '[["\\ud83d", "\\ud83d"]]',
        '{"\\ud83d": "\\ud83d"}',
        '[["{\\"a\\": 1e999}", [[]]]]',
    ],
)
def test_no_field_breaks_the_answer_whatever_is_sent(editor, state, field, sent):
    for view in ("review", "save"):
        for subject in (state, state.stateless_app):
            data = {"captured": '{"colour": {"value": "blue"}}', "opened": "{}", field: sent}
            assert editor.post(url_of(view, subject), data).status_code in (200, 409, 422)


def test_an_app_whose_layout_fails_is_told_and_nothing_is_saved(editor, caplog):
    row = StatelessApp.objects.get_or_create(app_name="Raising")[0]
    for view in ("review", "save"):
        response = post(editor, view, row, {"in": {"value": 1}}, name="Failed")
        assert response.status_code == 422
        assert "layout fails" in response.content.decode()
    assert "the source of the data is gone" in caplog.text
    assert not SavedState.objects.exists()
    assert editor.get(url_of("open", row)).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_refused(editor, state, method):
    for view in ("review", "save"):
        assert getattr(editor, method)(url_of(view, state)).status_code == 405


def test_half_an_emoji_and_numbers_of_any_size_can_be_saved(editor, state):
    sent = '{"colour": {"value": "\\ud83d", "className": "a"}}'
    assert save(editor, state, sent).status_code == 200
    assert save(editor, SavedState.objects.get(), '{"colour": {"value": 100000000000000000000}}').status_code == 200
    assert editor.get(f"{url_of('scratch', state)}_dash-layout").status_code == 200


# What may be captured ------------------------------------------------------------------------------------------------


LAYOUT = html.Div(
    [
        dcc.Input(id="text"),
        html.Iframe(id="iframe", src="/"),
        dcc.Dropdown(["a"], id="choice"),
        dcc.Location(id="url"),
        dcc.Store(id="store", data={}),
        html.Div(dcc.Checklist(["x"], id={"type": "tick", "index": 1}), id="box"),
    ],
    id="all",
)


def test_only_settable_properties_of_the_layouts_components_are_taken():
    sent = {
        "text": {"value": "new", "nonsense": 1, "data-x": "wild"},
        "iframe": {"src": "javascript:alert(1)", "srcDoc": "<b>", "title": "fine"},
        "choice": {"options": ["b"], "id": "other", "value": "a", "className": {"namespace": "n", "props": {}}},
        "url": {"pathname": "/admin/", "href": "/", "search": "?a"},
        "store": {"data": [1]},
        '{"type": "tick", "index": 1}': {"value": ["x"]},
        "all": {"children": []},
        "box": {"dangerously_allow_html": True, "hidden": True},
        "made": {"value": 1},
    }
    capture = settle(read_capture(json.dumps(sent)), LAYOUT, {})
    assert capture.values == {
        "text": {"value": "new"},
        "iframe": {"title": "fine"},
        "choice": {"value": "a"},
        "store": {"data": [1]},
        '{"index":1,"type":"tick"}': {"value": ["x"]},
        "box": {"hidden": True},
    }
    assert capture.unknown == ("made",)


def test_what_the_state_tracks_is_taken_whether_the_layout_has_it_or_not_and_markup_never():
    tracked = {"gone": {"value": 1}, "iframe": {"src": "/old"}}
    capture = settle({"gone": {"value": 2, "other": 3}, "iframe": {"src": "/evil"}}, LAYOUT, tracked)
    assert capture.values == {"gone": {"value": 2}}
    assert capture.refused == ("iframe.src",)


def test_a_capture_too_large_or_no_object_is_an_error():
    with pytest.raises(CaptureError):
        read_capture("null")


def test_what_the_app_computes_and_what_is_fleeting_is_listed_but_not_ticked():
    changes = list_changes(
        {"tracked": {"figure": 1}},
        {"a": {"figure": 1, "value": 2, "n_clicks_timestamp": 3, "selected": None}, "tracked": {"figure": 2}},
        {"a": {"value": 1, "other": 1}},
        digests({"tracked": {"figure": 1}}),
        lambda wid, name: name == "figure",
    )
    assert {(change.wid, change.name): change.is_suggested for change in changes} == {
        ("a", "value"): True,
        ("tracked", "figure"): True,
        ("a", "figure"): False,
        ("a", "n_clicks_timestamp"): False,
    }


def test_numbers_and_truth_are_told_apart_as_json_does():
    def listed(old, new):
        return list_changes({"a": {"b": old}}, {"a": {"b": new}}, {}, digests({"a": {"b": old}}), lambda *_key: False)

    assert not listed(1, 1.0)
    assert listed(1, True)
    assert listed(None, False)
    assert not listed({"x": [1, 2]}, {"x": [1.0, 2]})


# Saving --------------------------------------------------------------------------------------------------------------


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
    assert save(editor, state, sent, name="Blue", **{"as": "new"}).status_code == 200
    assert DashApp.objects.get(instance_name="Red").current_state() == ECHO
    assert DashApp.objects.get(instance_name="Blue").current_state() == sent


def test_an_app_as_it_starts_can_be_a_state_too(editor, app):
    assert save(editor, app, {"colour": {"value": "red"}}, name="Plain").status_code == 200
    assert SavedState.objects.get().current_state() == {}


@pytest.mark.parametrize("name", ["", "  ", "Red", "x" * 101, "nul\x00"])
def test_a_name_that_cannot_be_is_told_and_what_was_ticked_stays(editor, state, name):
    sent = {"colour": {"value": "blue"}}
    response = save(editor, state, sent, name=name, **{"as": "new"})
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
    assert "deleted meanwhile" in response.content.decode()


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


# History -------------------------------------------------------------------------------------------------------------


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


def test_the_lists_of_snippets_lead_here_for_those_who_may(users, state, app):
    from dpd_wagtail.state_editor.hooks import listing_buttons

    assert not list(listing_buttons(state, users["editor"]))
    assert [button.url for button in listing_buttons(app, users["superuser"])] == [url_of("open", app)]
    assert [button.url for button in listing_buttons(state, users["superuser"])] == [
        url_of("open", state),
        reverse("dpd_state_editor:versions", args=[state.pk]),
    ]
    assert not list(listing_buttons(users["editor"], users["superuser"]))


def test_the_form_of_a_state_leads_here(client, users, state):
    client.force_login(users["superuser"])
    form = client.get(reverse(SavedState.snippet_viewset.get_url_name("edit"), args=[state.pk])).content.decode()
    assert f'href="{url_of("open", state)}"' in form
    assert (
        "dash-state-editor/" not in client.get(reverse(SavedState.snippet_viewset.get_url_name("add"))).content.decode()
    )


@pytest.mark.parametrize("view", ["save", "scratch", "bring-back", "page-save"])
def test_no_transaction_of_a_request_wraps_a_save(view):
    keys = {
        "save": {"kind": "state", "pk": 1},
        "scratch": {"kind": "state", "pk": 1},
        "bring-back": {"pk": 1, "version_pk": 1},
        "page-save": {"page_pk": 1},
    }
    match = resolve(reverse(f"dpd_state_editor:{view}", kwargs=keys[view]))
    assert match.func._non_atomic_requests == {"default"}
