"""What a job sets in its page before it ends."""

import json

import pytest
from dash import Output, Patch, set_props
from django.core.cache import caches

from django_plotly_dash.background.store import combined
from tests.core.background.pages import Page, body_of

pytestmark = pytest.mark.django_db


def test_progress_and_set_props_come_as_the_job_goes_on_and_nothing_twice(make, later):
    seen = []

    def work(set_progress, colour):
        set_progress("1")
        set_props("bar", {"title": "one"})
        seen.append(page.ask(body_of(), handles).json())
        seen.append(page.ask(body_of(), handles).json())
        set_progress(["2"])
        set_props("bar", {"title": Patch()})
        set_props("bar", {"hidden": False})
        seen.append(page.ask(body_of(), handles).json())
        set_props("bar", {"hidden": True})
        return colour

    app = make(work, progress=Output("bar", "children"), progress_default="0")
    page = Page(app)
    handles = page.begin(body_of())
    assert page.ask(body_of(), handles).json() == {"multi": True}
    later()
    assert seen[0] == {"multi": True, "progress": {"bar.children": "1"}, "sideUpdate": {"bar": {"title": "one"}}}
    assert seen[1] == {"multi": True}
    assert seen[2]["progress"] == {"bar.children": "2"}
    assert seen[2]["sideUpdate"]["bar"]["hidden"] is False
    last = page.ask(body_of(), handles).json()
    assert last["response"] == {"answer": {"children": "blue"}}
    assert last["sideUpdate"] == {"bar": {"hidden": True}}
    assert "progress" not in last


def test_updates_that_nobody_asks_for_do_not_become_ever_more(make, later):
    def work(colour):
        for number in range(50):
            set_props("bar", {"title": str(number)})
        set_props("bar", {"hidden": True})
        (kept, last) = json.loads(caches["default"].get(f"django_plotly_dash:job:{job}:updates"))
        assert (kept[1:], last[1:]) == (["bar", {"title": "49"}], ["bar", {"hidden": True}])
        return "done"

    page = Page(make(work))
    handles = page.begin(body_of())
    job = handles[1][1].partition("~")[0]
    later()
    answer = page.ask(body_of(), handles).json()
    assert answer["sideUpdate"] == {"bar": {"title": "49", "hidden": True}}
    assert answer["response"]["answer"]["children"] == "done"


def test_updates_come_together_in_their_order():
    def patch(**values):
        made = Patch()
        for name, value in values.items():
            made[name] = value
        return made.to_plotly_json()

    assert combined([(1, "a", {"x": 1, "y": {"k": 0}}), (2, "b", {"x": 2}), (3, "a", {"x": 3})]) == {
        "a": {"x": 3, "y": {"k": 0}},
        "b": {"x": 2},
    }
    assert combined([(1, "a", {"y": {"k": 0}}), (2, "a", {"y": patch(k=1, m=2)})]) == {"a": {"y": {"k": 1, "m": 2}}}
    both = combined([(1, "a", {"y": patch(k=1)}), (2, "a", {"y": patch(m=2)})])["a"]["y"]
    assert [operation["location"] for operation in both["operations"]] == [["k"], ["m"]]
