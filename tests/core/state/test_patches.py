"""``dash.Patch`` replayed on a stored value does what the renderer does in the page."""

import json

import pytest
from dash import Patch
from dash._utils import to_json

from django_plotly_dash.state.patches import PatchError, apply_patch, is_patch


def replayed(patch: Patch, value):
    return apply_patch(json.loads(to_json(patch)), value)


def test_every_operation_of_patch():
    patch = Patch()
    patch["title"]["text"] = "new"
    patch.data[0].append(4)
    patch.data[0].prepend(0)
    patch.data[0].insert(1, 9)
    patch.data[0].extend([5, 5])
    patch.data[0].remove(5)
    patch.data[0].reverse()
    patch.data[1].clear()
    patch.layout.update({"a": 1}, b=2)
    patch.number += 3
    patch.number -= 1
    patch.number *= 6
    patch.number /= 4
    del patch["gone"]
    del patch.data[2][0]
    before = {"data": [[1, 2], [7], ["x", "y"]], "layout": {"z": 0}, "number": 2, "gone": 1}
    assert replayed(patch, before) == {
        "title": {"text": "new"},
        "data": [[4, 2, 1, 9, 0], [], ["y"]],
        "layout": {"z": 0, "a": 1, "b": 2},
        "number": 6.0,
    }
    assert before["data"][0] == [1, 2], "the value itself is not changed"


def test_a_patch_of_the_whole_value():
    patch = Patch()
    patch.append("b")
    assert replayed(patch, ["a"]) == ["a", "b"]
    patch = Patch()
    patch += 2
    assert replayed(patch, 3) == 5


def test_each_use_of_a_patch_gets_values_of_its_own():
    patch = Patch()
    patch["rows"] = []
    stored = json.loads(to_json(patch))
    first = apply_patch(stored, {})
    first["rows"].append(1)
    assert apply_patch(stored, {}) == {"rows": []}


def test_what_is_missing_is_made_as_the_renderer_makes_it():
    patch = Patch()
    patch["rows"].append(1)
    patch["count"] += 2
    del patch["items"][9]
    assert replayed(patch, {"count": None, "items": [1]}) == {"rows": [1], "count": 2, "items": [1]}


@pytest.mark.parametrize(
    "operations", [[3], [{}], [{"operation": "Mul", "location": [], "params": {"value": 10**9}}], [None]]
)
def test_a_forged_patch_is_a_patch_error(operations):
    with pytest.raises(PatchError):
        apply_patch({"operations": operations}, "text")


@pytest.mark.parametrize("value", [3, "text", [], {"a": 1}, {"a": {"b": "text"}}])
def test_a_patch_that_does_not_fit_says_so(value):
    patch = Patch()
    patch["a"]["b"].append(1)
    with pytest.raises(PatchError, match="Append"):
        replayed(patch, value)


def test_an_operation_that_is_not_known_says_so():
    with pytest.raises(PatchError, match="Shuffle"):
        apply_patch({"operations": [{"operation": "Shuffle", "location": [], "params": {}}]}, [1])


def test_only_patches_are_taken_for_some():
    assert is_patch(json.loads(to_json(Patch())))
    assert not is_patch({"operations": []})
    assert not is_patch("__dash_patch_update")
