"""The kept text of layouts: what is served is always what the layout is now, for whoever asks, laid over as ever."""

import json
import threading
from datetime import date, datetime

import dash_mantine_components as dmc
import numpy
import plotly.graph_objects as go
import pytest
from dash import dcc, hooks, html
from django.contrib.auth.models import User
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER
from django_plotly_dash.page.layout_cache import KeptLayout, LayoutKeeper, _written, layout_json
from django_plotly_dash.state.values import lay_over, merge
from django_plotly_dash.utils.dash_private import to_json
from tests.core.apps_for_tests import temporary_app

BASE = "/django_plotly_dash"
URL = f"{BASE}/app/Kept/_dash-layout"
PREFIX = "/a%20b/app/Kept/"


@pytest.fixture(autouse=True)
def without_hooks(monkeypatch):
    """The demonstration site's gallery has a hook for the layouts of all apps."""
    monkeypatch.setattr(hooks, "_ns", {})


class Shouting(html.P):
    """A component of an app's own, which is written in another way than its properties say."""

    def to_plotly_json(self):
        written = super().to_plotly_json()
        written["props"]["children"] = str(self.children).upper()
        return written


class WithDefault(html.P):
    title = "of the class"


class Words(list):
    """A list of an app's own."""


def every_kind(second="second"):
    """A layout of all that a layout may hold."""
    return html.Div(
        [
            "text with </script> & \u2028",
            7,
            None,
            html.P(id="empty"),
            dcc.Input(id="number", value=1, type="number"),
            dcc.Input(id={"type": "x", "index": 2}, value="a/b"),
            dcc.Dropdown(
                [{"label": "Red", "value": "r"}, {"label": html.B("Blue", id="blue"), "value": "b"}], id="drop"
            ),
            dcc.Tabs(
                [dcc.Tab([html.I(id="inner", title="old")], label=html.B("One", id="label"), id="tab")], id="tabs"
            ),
            dcc.Loading(html.P("in", id="in"), custom_spinner=html.P("spins", id="spinner")),
            dcc.Graph(figure=go.Figure(go.Bar(y=[1, 2], x=numpy.array([3, 4]))), id="graph"),
            dcc.Store(data=[{"a": 1, "b": date(2026, 1, 2)}, {"a": float("nan"), "b": None}], id="table"),
            dcc.Store(data={"deep": [{"er": (1, 2, [True, 2.5])}]}, id="store"),
            dcc.Store(data=datetime(2026, 1, 2, 3, 4), id="moment"),
            html.P(mark_safe("<b>safe</b>"), id="safe"),
            Shouting("loud", id="loud"),
            html.Div(Shouting([html.P("x", id="in-loud")], id="louder")),
            WithDefault("default", id="default"),
            html.Div(
                (html.P("first", id="twice"), html.P("second", id=second)), **{"data-kind": "k", "aria-label": "l"}
            ),
            html.Div(Words([html.P("word", id="word")])),
            dmc.Button("Go", leftSection=html.I(id="icon"), id="button"),
            html.Img(src=f"{PREFIX_PLACEHOLDER}assets/a.png", id="picture"),
        ],
        id="root",
    )


VALUES = [
    {},
    {"number": {"value": 5}},
    {"number": {"value": [1, {"a": None}], "placeholder": "new", "type": "text", "id": "no", "nonsense": 1}},
    {'{"index":2,"type":"x"}': {"value": "</script>"}, "nobody": {"value": 1}},
    {"empty": {"children": "filled", "data-x": 1, 'data-"': 2}},
    {"tabs": {"children": []}, "inner": {"title": "goes away"}},
    {"inner": {"title": "new"}, "label": {"children": "new"}, "tab": {"disabled": True}},
    {"spinner": {"children": "x"}, "in": {"children": None}, "blue": {"children": "azure"}, "drop": {"value": "b"}},
    {"graph": {"figure": {"data": []}}, "table": {"data": []}, "store": {"data": 0}, "moment": {"data": "then"}},
    {"safe": {"children": "x"}, "loud": {"title": "t"}, "in-loud": {"children": "y"}, "louder": {"children": "z"}},
    {"default": {"children": "x", "title": "mine"}, "twice": {"children": "both"}, "word": {"children": "w"}},
    {"icon": {"className": "i"}, "picture": {"alt": f"{PREFIX_PLACEHOLDER}x"}, "root": {"title": "r"}},
    {"root": {"children": None}, "number": {"value": 9}},
]


@pytest.mark.parametrize("values", VALUES, ids=repr)
def test_values_are_laid_over_the_text_as_over_the_components(values):
    layout, values = every_kind("twice"), merge(values)
    wanted = to_json(lay_over(layout, values)).replace("\\u002f__dash-mount__\\u002f", PREFIX)
    got = KeptLayout(layout).render(values, PREFIX).decode()
    assert json.loads(got) == json.loads(wanted)
    if not values:
        assert got == wanted


@pytest.mark.parametrize("layout", [html.P("one"), [html.P("a", id="a"), "b"], html.Div(), "text", []], ids=repr)
def test_a_layout_may_be_of_any_form_that_dash_takes(layout):
    assert KeptLayout(layout).render({}, PREFIX).decode() == to_json(layout)


def test_what_dash_cannot_write_is_refused_as_by_dash():
    for layout in (html.P(object()), html.P(title=object()), dcc.Store(data={"a": object()}, id="s"), html.P("\ud800")):
        with pytest.raises(TypeError):
            to_json(layout)
        with pytest.raises(TypeError):
            layout_json(layout)


# Changes in place ----------------------------------------------------------------------------------------------------


def _replace(items, new):
    items[:] = new


def _reorder(entries):
    entries["a"] = entries.pop("a")


CHANGES = {
    "a property": lambda root: setattr(root.children[4], "value", 2),
    "a property to one that is equal": lambda root: setattr(root.children[4], "value", True),
    "a property to a float": lambda root: setattr(root.children[4], "value", 1.0),
    "a property that was not there": lambda root: setattr(root.children[3], "title", "t"),
    "a property that is gone": lambda root: delattr(root.children[4], "value"),
    "a property in the place of another": lambda root: (
        delattr(root.children[4], "value"),
        setattr(root.children[4], "size", 1),
    ),
    "an id": lambda root: setattr(root.children[4], "id", "other"),
    "a part of an id": lambda root: root.children[5].id.update(index=3),
    "a wildcard": lambda root: setattr(root.children[17], "data-kind", "other"),
    "a new wildcard": lambda root: setattr(root.children[17], "data-new", "other"),
    "all children": lambda root: setattr(root, "children", "nothing"),
    "a child more": lambda root: root.children.append("more"),
    "a child less": lambda root: root.children.pop(),
    "a child for another": lambda root: root.children.__setitem__(0, "other"),
    "the order of children": lambda root: root.children.reverse(),
    "by id": lambda root: root.__setitem__("number", html.P("other")),
    "in a child of a tuple": lambda root: setattr(root.children[17].children[0], "children", "other"),
    "an option": lambda root: root.children[6].options[0].update(label="Rot"),
    "a component in an option": lambda root: setattr(root.children[6].options[1]["label"], "children", "Blau"),
    "a component in a property": lambda root: setattr(root.children[7].children[0].label, "children", "Eins"),
    "deep in data": lambda root: root.children[11].data["deep"][0]["er"][2].append(3),
    "an entry of data": lambda root: root.children[11].data.update(new=1),
    "a key of data": lambda root: root.children[11].data.update(other=root.children[11].data.pop("deep")),
    "a row of a table": lambda root: root.children[10].data[0].update(a=2),
    "an array of a figure": lambda root: (
        root.children[9].figure.data[0].x.__setitem__(0, 9)
        if root.children[9].figure.data[0].x.flags.writeable
        else root.children[9].figure.update_traces(x=[9, 4])
    ),
    "a figure": lambda root: root.children[9].figure.update_layout(title="t"),
    "a component of the app's own": lambda root: setattr(root.children[14], "children", "louder"),
    "a list of the app's own": lambda root: root.children[18].children.append("more"),
    "the class of the app's own": lambda root: setattr(WithDefault, "title", "another"),
}


@pytest.fixture
def restore_class():
    yield
    WithDefault.title = "of the class"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_in_place_is_served(client, db, change, restore_class):
    with temporary_app("Kept") as app:
        app.layout = layout = every_kind()
        before = [client.get(URL).content for _time in range(2)]
        assert before[0] == before[1]
        change(layout)
        for _time in range(3):
            now = client.get(URL).content
            assert now != before[0]
            assert now.decode() == to_json(layout).replace("\\u002f__dash-mount__\\u002f", f"{BASE}/app/Kept/")


def test_a_list_that_took_the_place_of_an_equal_one_is_watched_too(client, db):
    with temporary_app("Kept") as app:
        app.layout = layout = html.Div([html.P("a")], id="root")
        client.get(URL)
        layout.children = list(layout.children)
        client.get(URL)
        layout.children.append("b")
        assert client.get(URL).json()["props"]["children"][1] == "b"


def test_the_order_of_options_is_served(client, db):
    with temporary_app("Kept") as app:
        app.layout = dcc.Dropdown({"a": "A", "b": "B"}, id="drop")
        assert list(client.get(URL).json()["props"]["options"]) == ["a", "b"]
        _reorder(app.layout.options)
        assert list(client.get(URL).json()["props"]["options"]) == ["b", "a"]


def test_a_layout_that_took_the_place_of_another_is_served(client, db):
    with temporary_app("Kept") as app:
        for text in ("first", "second"):
            app.layout = html.P(text)
            assert client.get(URL).json()["props"]["children"] == text
        app.layout = lambda: html.P("made")
        assert client.get(URL).json()["props"]["children"] == "made"
        app.layout = html.P("third")
        assert client.get(URL).json()["props"]["children"] == "third"


def test_each_visitor_gets_the_layout_of_their_own(client, db):
    visitors = [User.objects.create_user(name) for name in ("ada", "grace")]
    with temporary_app("Kept") as app:
        app.layout = lambda user: html.P(user.username)
        for visitor in (*visitors, *visitors):
            client.force_login(visitor)
            assert client.get(URL).json()["props"]["children"] == visitor.username


def test_a_layout_function_that_returns_one_kept_component_may_change_it(client, db):
    counter = html.P(0, id="count")

    def layout():
        counter.children += 1
        return counter

    with temporary_app("Kept") as app:
        app.layout = layout
        first = client.get(URL).json()["props"]["children"]
        assert [client.get(URL).json()["props"]["children"] for _time in range(3)] == [first + 1, first + 2, first + 3]


@pytest.mark.parametrize("is_function", [False, True])
def test_lazy_strings_are_in_the_language_of_each_request(client, db, is_function):
    layout = html.Div(
        [
            gettext_lazy("Yes"),
            html.P(gettext_lazy("No"), title=gettext_lazy("Monday"), id="p"),
            dcc.Dropdown([{"label": gettext_lazy("Tuesday"), "value": "t"}], id="drop"),
            Shouting(lazystr("own")),
        ]
    )
    words = {"en": ["Yes", "No", "Monday", "Tuesday"], "de": ["Ja", "Nein", "Montag", "Dienstag"]}
    with temporary_app("Kept") as app:
        app.layout = (lambda: layout) if is_function else layout
        for language in ("en", "de", "en", "de"):
            with override(language):
                yes, paragraph, drop, _own = client.get(URL, headers={"Accept-Language": language}).json()["props"][
                    "children"
                ]
            props = paragraph["props"]
            assert [yes, props["children"], props["title"], drop["props"]["options"][0]["label"]] == words[language]


def test_saved_states_and_initial_arguments_do_not_stay_in_the_text(client, db):
    with temporary_app("Kept") as app:
        app.layout = html.Div([dcc.Input(id="number", value=1), dcc.Input(id="other", value=2)], id="root")
        row = StatelessApp.objects.create(app_name="Kept")
        for number in (5, 6):
            state = DashApp(stateless_app=row, slug=f"s{number}", instance_name=f"s{number}")
            state.base_state = json.dumps({"number": {"value": number}})
            state.save()

        def shown(url):
            return [child["props"]["value"] for child in client.get(url).json()["props"]["children"]]

        for _time in range(2):
            assert shown(f"{BASE}/instance/s5/_dash-layout") == [5, 2]
            assert shown(URL) == [1, 2]
            assert shown(f"{BASE}/instance/s6/_dash-layout") == [6, 2]
        app.layout.children[1].value = 3
        assert shown(f"{BASE}/instance/s5/_dash-layout") == [5, 3]


def test_hooks_and_extra_components_have_their_say(client, db, monkeypatch):
    with temporary_app("Kept") as app:
        app.layout = html.P("mine")
        assert client.get(URL).json()["props"]["children"] == "mine"
        app._extra_components.append(html.P("extra"))
        assert [part["props"]["children"] for part in client.get(URL).json()["props"]["children"]] == ["mine", "extra"]
        app._extra_components.clear()
        count = iter(range(10))
        hooks.layout()(lambda layout: html.Div([layout, next(count)]))
        assert [client.get(URL).json()["props"]["children"][1] for _time in range(2)] == [0, 1]
        monkeypatch.setattr(hooks, "_ns", {})
        assert client.get(URL).json()["props"]["children"] == "mine"


def test_a_layout_that_changes_with_each_request_is_seldom_written_to_be_kept():
    keeper, layout, written = LayoutKeeper(), html.P(0), []

    def make():
        written.append(layout.children)
        return layout

    for number in range(200):
        layout.children = number
        kept = keeper.kept((layout,), make)
        assert kept is None or kept.render({}, PREFIX).decode() == to_json(layout)
    assert 3 < len(written) < 12
    # It comes to rest, and is kept again.
    found = [keeper.kept((layout,), make) for _time in range(100)]
    assert found[-1] is not None
    assert found[-1] is found[-2]


def test_threads_never_see_a_torn_layout(client, db):
    """One thread adds rows and takes them away, others ask: each answer is a layout that there was."""
    layout = html.Div([html.P("0")], id="root")
    keeper, failures, ended = LayoutKeeper(), [], threading.Event()

    def read():
        while not ended.is_set():
            kept = keeper.kept((layout,), lambda: layout)
            if kept is not None:
                texts = [
                    child["props"]["children"] for child in json.loads(kept.render({}, PREFIX))["props"]["children"]
                ]
                if texts != [str(number) for number in range(len(texts))]:
                    failures.append(texts)

    readers = [threading.Thread(target=read) for _reader in range(3)]
    for reader in readers:
        reader.start()
    try:
        for _round in range(300):
            layout.children.append(html.P(str(len(layout.children))))
            if len(layout.children) > 20:
                layout.children = layout.children[:1]
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    assert not failures
    kept = LayoutKeeper().kept((layout,), lambda: layout)
    assert kept.render({}, PREFIX).decode() == to_json(layout)


def test_the_text_is_not_written_anew_while_nothing_changes(client, db):
    with temporary_app("Kept") as app:
        app.layout = every_kind()
        client.get(URL)
        kept = app._keeper._kept
        client.get(URL)
        assert app._keeper._kept is kept


def test_a_layout_asks_for_no_session_and_no_user(client, db):
    client.cookies["csrftoken"] = "a" * 32
    with temporary_app("Kept") as app:
        app.layout = html.P("mine")
        answer = client.get(URL)
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -7, 2**63, 2**64, 1.5, 1e300, float("nan"), "", "plain", "</script>", "a/b", "a\u2028b", "é"],
)
def test_a_value_is_written_as_dash_writes_it(value):
    try:
        expected = to_json(value)
    except TypeError:
        with pytest.raises(TypeError):
            _written(value)
    else:
        assert _written(value) == expected.encode()
