"""Bodies that are cut off, huge or wrong, and clients that take their time, before real servers."""

import contextlib
import json
from contextlib import ExitStack, closing

import pytest

from tests.bad_bodies import BAD_BODIES
from tests.core.apps_for_tests import callback_body
from tests.site_process import Visitor
from tests.stress.conftest import THREADS
from tests.stress.raw_requests import RawRequest
from tests.stress.rows import execute
from tests.stress.scale import scaled

MOUNTS = ["/dash/app/Echo/", "/dash/instance/saved/"]
RIGHT = json.dumps(callback_body()).encode()
LIMIT = 16 * 1024 * 1024  # callback_body_limit
PROXY = """server {{ listen 80; client_max_body_size 16m;
location / {{ proxy_pass {url}; proxy_set_header Host $http_host; }} }}"""


def visitor_of(base):
    visitor = Visitor(base)
    visitor.get(MOUNTS[1])
    return visitor


def rows(site):
    tables = ("django_plotly_dash_dashapp", "django_plotly_dash_statelessapp", "django_session")
    return [execute(site.database, f"SELECT * FROM {table}") for table in tables]  # noqa: S608  ours


def post(visitor, mount, body, length=-1, headers=None):
    """Send a body at once, and whatever was claimed of it, end."""
    length = len(body) if length == -1 else length
    request = RawRequest(visitor, f"{mount}_dash-update-component", length, headers)
    with contextlib.suppress(ConnectionError):  # refused before all of it was there; the answer may have come
        request.send(request.head + body)
    return request


def works(visitor, mount=MOUNTS[0]):
    status, answer = post(visitor, mount, RIGHT).answer()
    return status == 200 and "You chose blue" in answer["response"]["answer"]["children"]


@pytest.mark.parametrize("mount", MOUNTS)
def test_bodies_that_do_not_fit_are_refused_with_a_reason(site, mount, figure):
    visitor, before = visitor_of(site.url), rows(site)
    bodies = {**BAD_BODIES, "another kind of gzip": b"\x1f\x8b" + bytes(range(256)) * 4000}
    for name, body in bodies.items():
        status, answer = post(visitor, mount, body).answer()
        assert (name, status, type(answer.get("error"))) == (name, 400, str)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "a" * 5000):
        status, answer = post(visitor, mount, RIGHT, headers={"Content-Type": kind}).answer()
        if site.server == "daphne" and kind.startswith("multipart"):
            assert (status, answer) == (400, None), "Twisted reads forms itself, and Django sees nothing of this one"
            continue
        assert (kind, status) == (kind, 415)
        assert "application/json" in answer["error"]
    assert rows(site) == before
    assert works(visitor)
    figure(f"{len(bodies)} wrong bodies and 5 wrong types of content, {site.server}, {mount}: each 400 or 415")


@pytest.mark.parametrize("mount", MOUNTS)
def test_a_body_that_is_cut_off_runs_no_callback(site, mount, figure):
    visitor, before = visitor_of(site.url), rows(site)
    seen = set()
    for sent, length in [
        (RIGHT[:-7], len(RIGHT)),
        (RIGHT, len(RIGHT) + 10),  # whole as JSON, and yet not what was announced
        (RIGHT[:1], len(RIGHT)),
        (b"", len(RIGHT)),
        (RIGHT, LIMIT - 1),
    ]:
        request = post(visitor, mount, sent, length)
        request.hang_up()
        status, answer = request.answer()
        # Daphne waits for all of a body, and tells Django nothing of this one.
        assert status == (400 if site.server == "gunicorn" else 0)
        if answer is not None:
            assert answer["error"] == "The body is incomplete."
        seen.add(status)
    assert rows(site) == before
    assert works(visitor)
    figure(
        f"5 bodies cut off, {site.server}, {mount}: " + ("400" if seen == {400} else "no callback, the connection ends")
    )


def test_a_body_over_the_limit_is_refused(site, figure):
    visitor, before = visitor_of(site.url), rows(site)
    request = post(visitor, MOUNTS[1], b" " * (LIMIT - len(RIGHT) + 1) + RIGHT)
    status, answer = request.answer()
    if site.server == "daphne":
        assert status == 413
        assert str(LIMIT) in answer["error"]
    else:
        # gunicorn ends a connection whose body nobody reads; the answer may be lost with it.
        assert status in (0, 413)
        status, answer = post(visitor, MOUNTS[1], b"{}", length=10**13).answer()
        assert status == 413, "before anything of it is read"
        assert str(LIMIT) in answer["error"]
    assert rows(site) == before
    assert works(visitor)
    just = b" " * (LIMIT - len(RIGHT)) + RIGHT
    status, answer = post(visitor, MOUNTS[0], just).answer()
    assert (status, answer.keys()) == (200, {"response", "multi"}), answer
    figure(f"A body of 16 MiB is taken, one of a byte more refused (413), {site.server}")


def begin_slowly(stack, visitor, part):
    """Send a part of a request, and stay."""
    request = RawRequest(visitor, f"{MOUNTS[0]}_dash-update-component", len(RIGHT))
    stack.enter_context(closing(request.socket))
    whole = request.head + RIGHT
    end = {"head": len(request.head) // 2, "body": len(whole) - len(RIGHT) // 2}[part]
    request.send(whole[:end])
    return request, whole[end:]


def serve_others(base):
    for _number in range(3):
        visitor = visitor_of(base)
        assert "<h1>Page</h1>" in visitor.get("/page/")
        assert works(visitor)


def test_others_are_served_while_a_client_takes_its_time(site, figure):
    """And it is answered itself, when it comes to its end."""
    count = THREADS - 1 if site.server == "gunicorn" else scaled(20, 200)
    visitor = visitor_of(site.url)
    with ExitStack() as stack:
        slow = [begin_slowly(stack, visitor, ("body", "head")[number % 2]) for number in range(count)]
        serve_others(site.url)
        for request, rest in slow:
            request.send(rest)
            assert request.answer()[0] == 200
    figure(f"{count} clients stay in the middle of their request, {site.server}: others and they are served")


def test_behind_a_proxy_any_number_may_take_their_time(site, nginx, figure):
    count = scaled(20, 200)
    with nginx(PROXY.format(url=site.url)) as url, ExitStack() as stack:
        visitor = visitor_of(url)
        slow = [begin_slowly(stack, visitor, ("body", "head")[number % 2]) for number in range(count)]
        serve_others(url)
        for request, rest in slow:
            request.send(rest)
            assert request.answer()[0] == 200
    figure(f"{count} clients stay in the middle of their request, nginx with {site.server}: others and they are served")
