"""Initial arguments: in the cache, in the session, in a ticket."""

import datetime as dt
import json
from secrets import token_hex
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils.safestring import SafeString

from django_plotly_dash.embedding.frame import embed
from django_plotly_dash.state.arguments import ArgumentsError, load_arguments, parse_arguments, store_arguments
from django_plotly_dash.tickets.signing import BadTicket, issue_ticket, read_ticket

pytestmark = pytest.mark.django_db

GREEN = {"colour": {"value": "green"}}
LAYOUT = "/django_plotly_dash/app/Echo/initial/{}/_dash-layout"


@pytest.mark.parametrize("empty", [None, "", {}, "{}"])
def test_nothing_is_no_arguments(empty):
    assert parse_arguments(empty) == {}


def test_a_dict_and_its_json_are_the_same():
    assert parse_arguments(GREEN) == parse_arguments(json.dumps(GREEN)) == GREEN
    assert parse_arguments(SafeString(json.dumps(GREEN))) == GREEN, "a text that stands in a template is of this type"


def test_values_are_encoded_as_dash_encodes_them():
    assert parse_arguments({"day": {"date": dt.date(2026, 7, 1)}}) == {"day": {"date": "2026-07-01"}}


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "3",
        {"colour": "green"},
        '{"colour": null}',
        {"a": {"b": object()}},
        '{"a": {"b": NaN}}',
        '{"a": {"b": 1e999}}',
        '{"a": {"b": "\\ud83d"}}',
        '{"a": {"b": "\ud83d"}}',
        '{"a": {"b": ' + "9" * 5000 + "}}",
        "[" * 100_000,
    ],
)
def test_anything_else_is_a_clear_error(bad):
    with pytest.raises(ArgumentsError, match="initial arguments"):
        parse_arguments(bad)


def test_arguments_are_found_again_in_the_cache(rf, client):
    cache_id = store_arguments(GREEN, rf.get("/"), "app/Echo")
    assert load_arguments(cache_id, rf.get("/"), "app/Echo") == (GREEN, {})
    assert '"value":"green"' in client.get(LAYOUT.format(cache_id)).content.decode()


def test_arguments_are_found_again_in_the_session(rf, client, settings):
    settings.PLOTLY_DASH = {"cache_arguments": False}
    request = rf.get("/")
    request.session = client.session
    cache_id = store_arguments(GREEN, request, "app/Echo")
    assert store_arguments(GREEN, request, "app/Echo") == cache_id
    assert sum("dpd-initial" in key for key in request.session.keys()) == 1  # noqa: SIM118  a session is no dict
    request.session.save()
    settings.SESSION_COOKIE_NAME = "sessionid"
    client.cookies["sessionid"] = request.session.session_key
    assert '"value":"green"' in client.get(LAYOUT.format(cache_id)).content.decode()


def test_a_session_keeps_the_newest_arguments_and_does_not_grow_for_ever(rf, client, settings):
    settings.PLOTLY_DASH = {"cache_arguments": False}
    request = rf.get("/")
    request.session = client.session

    def store(number):
        return store_arguments({"colour": {"value": number}}, request, "app/Echo")

    first, second = store(0), store(1)
    for number in (*range(2, 200), 0, 200):
        newest = store(number)
    kept = {name.rpartition("-")[2] for name in request.session.keys()}  # noqa: SIM118  a session is no dict
    assert len(kept) == 200
    assert {first, newest} < kept, "the first was shown again"
    assert second not in kept


def test_expired_arguments_give_the_app_without_them_and_a_log_line(client, caplog):
    cache.clear()
    answer = client.get(LAYOUT.format("long-gone"))
    assert answer.status_code == 200
    assert '"value":"red"' in answer.content.decode()
    assert "Echo" in caplog.text
    assert "expired" in caplog.text


def test_a_ticket_needs_no_store(rf, client):
    cache_id = store_arguments(GREEN, None, "app/Echo", durable=True)
    cache.clear()
    assert '"value":"green"' in client.get(LAYOUT.format(cache_id)).content.decode()


def test_a_ticket_is_stable_so_that_pages_can_be_compared_and_cached():
    assert issue_ticket("Echo", GREEN) == issue_ticket("Echo", GREEN)


def test_a_long_ticket_points_to_the_cache(client, caplog):
    arguments = {"colour": {"value": [f"{number * 7919 % 104729:x}" for number in range(1000)]}}
    ticket = issue_ticket("Echo", arguments)
    assert len(ticket) < 200
    assert read_ticket("Echo", ticket).arguments == arguments
    cache.clear()
    assert read_ticket("Echo", ticket).arguments is None
    url = LAYOUT.format(issue_ticket("app/Echo", arguments))
    cache.clear()
    assert '"value":"red"' in client.get(url).content.decode()
    assert "the cache lost them" in caplog.text


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:5], lambda t: "t_"])
def test_a_changed_ticket_gives_the_app_without_arguments(client, caplog, change):
    answer = client.get(LAYOUT.format(change(issue_ticket("app/Echo", GREEN))))
    assert '"value":"red"' in answer.content.decode()
    assert "without its initial arguments" in caplog.text


def test_what_is_too_large_for_a_url_is_kept_for_ever_only_where_the_page_may_be(rf, monkeypatch):
    kept = []
    store = SimpleNamespace(set=lambda _key, _value, timeout: kept.append(timeout))
    monkeypatch.setattr("django_plotly_dash.tickets.signing.cache", store)
    large = {"colour": {"value": token_hex(2000)}}
    embed("Echo", initial_arguments=large, request=rf.get("/"))
    embed("Echo", initial_arguments=large, request=rf.get("/"), durable_arguments=True)
    assert kept == [31 * 24 * 3600, None]


def test_a_ticket_is_for_one_app_or_one_saved_state():
    for other in ("app/Other", "instance/Echo"):
        with pytest.raises(BadTicket, match="another app"):
            read_ticket(other, issue_ticket("app/Echo", GREEN))


def test_a_ticket_counts_however_the_app_is_named_in_the_url(client):
    url = LAYOUT.replace("/Echo/", "/echo/").format(issue_ticket("app/Echo", GREEN))
    assert '"value":"green"' in client.get(url).content.decode()
