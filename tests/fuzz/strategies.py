"""What a stranger may send: JSON with all that JSON allows and browsers do not write, and nearly right things."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

# Lone surrogates too: browsers write them for half an emoji.
TEXT = st.text(st.characters(codec=None), max_size=12)
NUMBERS = st.integers() | st.sampled_from([2**63, 2**64, -(2**64), 10**400, -0.0]) | st.floats()
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
# What our code and Dash's look for.
NAMES = st.sampled_from(
    [
        "id",
        "property",
        "value",
        "children",
        "options",
        "figure",
        "inputs",
        "state",
        "output",
        "outputs",
        "type",
        "index",
        "__dash_patch_update",
        "operations",
        "wild",
        "props",
        "namespace",
        "changedPropIds",
        "",
        "{",
        "..",
        "@",
    ]
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXT, inner, max_size=4), max_leaves=12
)


@st.composite
def deep(draw: st.DrawFn) -> Any:
    """A value that is nested up to the depths where encoders, decoders and Python itself give up."""
    value = draw(SCALARS)
    for _ in range(draw(st.sampled_from([5, 199, 200, 201, 250, 255, 300, 400]))):
        value = {"value": value} if draw(st.booleans()) else [value]
    return value


ANYTHING = JSON | deep()


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that a JSON value holds, itself included."""
    found = [path]
    if isinstance(value, dict):
        found += [place for key, item in value.items() for place in places(item, (*path, key))]
    elif isinstance(value, list):
        found += [place for number, item in enumerate(value) for place in places(item, (*path, number))]
    return found


@st.composite
def nearly(draw: st.DrawFn, right: Any) -> Any:
    """A JSON value in which one or a few things are not as they should be."""
    value = copy.deepcopy(right)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(value)))
        if not path:
            if draw(st.integers(0, 9)) == 0:
                value = draw(ANYTHING)
            continue
        *above, last = path
        holder = value
        for key in above:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "replace", "wrap", "remove", "add"])):
            case "replace":
                holder[last] = draw(ANYTHING)
            case "wrap":
                holder[last] = [holder[last]]
            case "remove":
                del holder[last]
            case "add" if isinstance(holder, dict):
                holder[draw(NAMES | TEXT)] = draw(ANYTHING)
            case "add":
                holder.insert(last, copy.deepcopy(holder[last]))
    return value


def as_text(value: Any) -> str:
    """JSON as Python writes it: with NaN, lone surrogates and numbers of any length."""
    return json.dumps(value)
