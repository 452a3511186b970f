"""JSON from outside is read as browsers read it, or refused; what was read can be written again."""

import orjson
import pytest
from django.utils.safestring import SafeString

from django_plotly_dash.utils.json import BadJSON, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, null, "x"]}', {"a": [1, 2.5, None, "x"]}),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"\\ud83d"', "\ufffd"),
        ('{"\\ud83d": "a\\ude00b"}', {"\ufffd": "a\ufffdb"}),
        ("18446744073709551616", 18446744073709551616.0),
        ("1" + "0" * 307, 1e307),
    ],
)
def test_what_browsers_write_is_read(text, value):
    for form in (text, text.encode(), SafeString(text)):
        decoded = read_json(form)
        assert decoded == value
        orjson.dumps(decoded)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 400, "9" * 5000])
def test_numbers_that_json_does_not_have_are_refused_or_none(number):
    with pytest.raises(BadJSON, match="not JSON"):
        read_json(f"[{number}]")
    assert read_json(f"[{number}]", lenient=True) == [None]


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", b"\xff\xfe", "é".encode("latin-1"), "[" * 100_000])
def test_what_is_no_json_is_refused(text):
    for lenient in (False, True):
        with pytest.raises(BadJSON, match="not JSON"):
            read_json(text, lenient=lenient)


def test_what_dash_could_not_write_is_refused():
    assert read_json("[" * 246 + "]" * 246)
    with pytest.raises(BadJSON, match="nested too deeply"):
        read_json("[" * 247 + "1" + "]" * 247)  # the first orjson of 3.10 does not count an empty list
    assert read_json("[" * 100 + "]" * 100, deepest=100)
    with pytest.raises(BadJSON, match="nested too deeply"):
        read_json('{"a":' * 101 + "1" + "}" * 101, deepest=100)
    assert len(read_json("[" + "[]," * 1000 + "[]]")) == 1001, "many brackets are not deep"
