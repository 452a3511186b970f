"""Whatever method, path, query and headers a request has: every route of an app answers as the docs say."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.strategies import TEXT

pytestmark = pytest.mark.django_db

DOCUMENTED = {200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 413, 415}
ROUTES = [
    "",
    "_dash-layout",
    "_dash-dependencies",
    "_dash-update-component",
    "_dash-routes",
    "_reload-hash",
    "_favicon.ico",
    "assets/picture.svg",
    "_dash-component-suites/dash/deps/react@18.js",
]
PIECES = st.sampled_from(["..", ".", "", "assets", "_dash-component-suites", "initial", "t_x", "%2e%2e", "\\", "\x00"])
PATHS = st.sampled_from(ROUTES) | st.lists(PIECES | TEXT, max_size=5).map("/".join)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "HTTP_X_FORWARDED_FOR",
            "HTTP_ORIGIN",
            "HTTP_REFERER",
            "HTTP_ACCEPT_LANGUAGE",
            "HTTP_SEC_FETCH_DEST",
            "HTTP_COOKIE",
            "HTTP_IF_NONE_MATCH",
            "HTTP_IF_MODIFIED_SINCE",
            "HTTP_RANGE",
            "HTTP_X_CSRFTOKEN",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20)
    | st.sampled_from(["http://[", "http://testserver//evil.example/", "iframe", "bytes=9-1", '"', "W/"]),
    max_size=4,
)


@given(
    st.sampled_from(["app/Echo", "app/Members", "app/Rooms", "instance/none", "app/Echo/initial/x"]) | TEXT,
    PATHS,
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"]),
    TEXT,
    HEADERS,
    st.sampled_from(["application/json", "text/plain", "multipart/form-data; boundary=x", "application/json; a=", ""]),
)
@example("app/Echo", "assets/picture.svg", "GET", "m=1e999", {}, "")
def test_every_request_is_answered(mount, path, method, query, headers, kind):
    url = quote(f"/django_plotly_dash/{mount}/{path}", safe="/%", errors="replace")
    answer = Client(raise_request_exception=False).generic(
        method, url, b"{}", kind, QUERY_STRING=quote(query, errors="replace"), **headers
    )
    body = b"".join(answer)
    assert answer.status_code in DOCUMENTED
    assert b"import " not in body or answer.headers["Content-Type"] == "text/javascript", "no source of Python"
    assert b"Traceback" not in body
    if answer.has_header("Location"):
        assert answer.headers["Location"].startswith("/")
        assert not answer.headers["Location"].startswith(("//", "/\\"))
    assert not answer.has_header("Set-Cookie")
