"""Whatever a template gives to the tags: an element that holds it, or an error that names the tag."""

from html.parser import HTMLParser

import pytest
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from django_plotly_dash.embedding.frame import EmbedError
from django_plotly_dash.templatetags import plotly_dash as tags
from tests.fuzz.strategies import ANYTHING, TEXT

pytestmark = pytest.mark.django_db

HOSTILE = st.sampled_from(
    [
        '"><script>alert(1)</script>',
        "' onload='x",
        "</script>",
        "javascript:alert(1)",
        "//evil.example",
        "\\\\evil",
        "&quot;",
        "Echo",
        "echo",
        "1",
        "0.5",
        "60vh",
        "1e999",
        "nan",
        "-1",
        "true",
        "16by9",
        "/a/b?c=d",
        "../..",
        "x" * 300,
    ]
)
VALUES = st.none() | HOSTILE | TEXT | ANYTHING | st.binary(max_size=5)
FRAMES = {
    tags.plotly_app: [
        "slug",
        "da",
        "ratio",
        "use_frameborder",
        "initial_arguments",
        "height",
        "title",
        "auto_height",
        "lazy",
        "path",
        "url_parameter",
    ],
    tags.plotly_app_bootstrap: ["slug", "da", "aspect", "initial_arguments", "title", "lazy", "path", "url_parameter"],
    tags.plotly_direct: ["slug", "da", "initial_arguments"],
}
ELEMENTS = {"script", "dash-frame", "noscript", "a", "link", "dash-app"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements, self.attributes = [], set()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= {name for name, _value in attrs}


def check(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert set(reader.elements) <= ELEMENTS
    assert sum(element in ("dash-frame", "dash-app") for element in reader.elements) == 1
    assert not [name for name in reader.attributes if name.startswith("on")]


def a_request():
    request = RequestFactory().get("/page/")
    request.session = {}
    return request


@pytest.mark.parametrize("tag", FRAMES, ids=lambda tag: tag.__name__)
@given(st.data())
def test_any_arguments(tag, data):
    names = data.draw(st.lists(st.sampled_from(FRAMES[tag]), max_size=3, unique=True))
    arguments = {name: data.draw(VALUES, label=name) for name in names}
    name = data.draw(st.just("Echo") | VALUES, label="name")
    try:
        html = tag({"request": a_request()}, name, **arguments)
    except EmbedError as error:
        assert str(error).startswith(f"{tag.__name__}: ")
    else:
        check(html)


@given(HOSTILE | st.text(st.characters(codec="utf-8")))  # a page cannot be encoded where a template has half an emoji
@example('"><script>alert(1)</script>')
def test_any_title(title):
    check(tags.plotly_app({"request": a_request()}, "Echo", title=title))


@given(st.text(), st.text(), st.text())
def test_classes_and_identifiers_are_text_for_the_template_to_escape(prefix, postfix, template_type):
    assert not hasattr(
        tags.plotly_class("Echo", prefix=prefix, postfix=postfix, template_type=template_type), "__html__"
    )
    assert not hasattr(tags.plotly_app_identifier("Echo", postfix=postfix), "__html__")


@given(st.text(st.characters(codec="utf-8")))
def test_any_address_of_the_websocket(url):
    html = tags.plotly_message_pipe({"request": a_request()}, url)
    reader = Reader()
    reader.feed(html)
    assert reader.elements == ["script"]
    assert reader.attributes == {"src", "data-url", "data-offline", "data-page", "defer"}
