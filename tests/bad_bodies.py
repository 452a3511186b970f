"""A corpus of bodies that callbacks must refuse: each was a mistake of ours, of Dash's or of another server once.

They fit no callback of the app Echo. What a test or hypothesis finds is added here.
"""

import json
from typing import Any

from tests.core.apps_for_tests import callback_body

DEEP = "[" * 100_000


def _inputs(*entries: Any) -> dict[str, Any]:
    return callback_body(inputs=list(entries))


def _nested(levels: int) -> bytes:
    """A body that fits but for a value which is nested more deeply than Dash can write."""
    body = json.dumps(callback_body(value="HERE"))
    return body.replace('"HERE"', "[" * levels + "]" * levels).encode()


_OBJECTS: list[Any] = [
    {},
    {"output": None},
    {"output": "nothing.children"},
    {"output": ["answer.children"]},
    {"output": {"answer": "children"}},
    {"output": "answer.children"},
    {**callback_body(), "output": "..answer.children.."},
    _inputs(),
    callback_body(inputs=None),
    callback_body(inputs={"id": "colour"}),
    callback_body(inputs=3),
    _inputs(None),
    _inputs([]),
    _inputs([{"id": "colour", "property": "value"}]),
    _inputs({"id": "colour", "property": "value"}, {"id": "colour", "property": "value"}),
    _inputs({"id": "colour", "property": "options", "value": 1}),
    _inputs({"id": "colour", "property": ["value"], "value": 1}),
    _inputs({"id": "answer", "property": "children", "value": "injected"}),
    _inputs({"id": {"a": 1}, "property": "value", "value": 1}),
    _inputs({"id": ["colour"], "property": "value", "value": 1}),
    _inputs({"id": '{"a": 1}', "property": "value", "value": 1}),
    callback_body(state=[{"id": "answer", "property": "children", "value": "injected"}]),
    callback_body(state="text"),
    callback_body(state={}),
    callback_body(outputs={"id": "colour", "property": "value"}),
    callback_body(outputs={"id": "answer", "property": "style"}),
    {**callback_body(outputs={"id": "answer", "property": "children@"}), "output": "answer.children@"},
    callback_body(outputs=[]),
    callback_body(outputs=None),
    callback_body(outputs=[{"id": "answer", "property": "children"}]),
    callback_body(changedPropIds="colour.value"),
    callback_body(changedPropIds=[{}]),
    callback_body(changedPropIds=["{.value"]),
    callback_body(changedPropIds=["{}"]),
    callback_body(changedPropIds=['{"a": .value']),
    callback_body(changedPropIds=["colour"]),
    callback_body(changedPropIds=None),
]

BAD_BODIES: dict[str, bytes] = {
    "a space": b" ",
    "half an object": b"{",
    "half a body": json.dumps(callback_body()).encode()[:-7],
    "two bodies": json.dumps(callback_body()).encode() * 2,
    "UTF-16": json.dumps(callback_body()).encode("utf-16"),
    "a byte order mark": b"\xff\xfe",
    "a NUL": b"\x00",
    "null": b"null",
    "a list": b"[]",
    "a number": b"3",
    "a text": b'"text"',
    "a form": b"output=answer.children",
    "deep": DEEP.encode(),
    "deep inside": b'{"output":' + DEEP.encode(),
    "255 levels": _nested(255),
    "1000 levels": _nested(1000),
    "5000 levels": _nested(5000),
    "NaN": b'{"output": NaN}',
    "infinite": json.dumps(callback_body(value="HERE")).replace('"HERE"', "1e999").encode(),
    "a number of 5000 digits": json.dumps(callback_body(value="HERE")).replace('"HERE"', "9" * 5000).encode(),
    **{json.dumps(body)[:200]: json.dumps(body).encode() for body in _OBJECTS},
}
