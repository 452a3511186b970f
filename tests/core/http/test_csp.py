"""Nonces of a site's Content-Security-Policy on what we put into pages."""

import re

import pytest
from csp.constants import NONCE
from django.template import RequestContext, Template
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from django_plotly_dash.http.csp import nonce_attribute, request_nonce, with_nonces

pytestmark = pytest.mark.django_db
BASE = "/django_plotly_dash/app/Echo/"


class FalseUntilRead(SimpleLazyObject):
    """As Django's own nonce is."""

    def __bool__(self):
        return False


@pytest.mark.parametrize("attribute", ["_csp_nonce", "csp_nonce"])
def test_the_nonce_is_that_of_the_middleware(rf, attribute):
    request = rf.get("/")
    assert request_nonce(request) is None
    assert nonce_attribute(request) == ""
    setattr(request, attribute, FalseUntilRead(lambda: 'a"b'))
    assert nonce_attribute(request) == ' nonce="a&quot;b"'
    assert nonce_attribute(None) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<script>a</script>", '<script nonce="x">a</script>'),
        ('<SCRIPT src="a"></SCRIPT >', '<SCRIPT src="a" nonce="x"></SCRIPT >'),
        ('<script nonce="own">a</script>', '<script nonce="own">a</script>'),
        ('<link rel="stylesheet" href="a"/>', '<link rel="stylesheet" href="a" nonce="x"/>'),
        ("<style>p {}</style>", '<style nonce="x">p {}</style>'),
        ("<script>'<script>' + '<link>'</script>", "<script nonce=\"x\">'<script>' + '<link>'</script>"),
        ("<p>script</p><scripted></scripted>", "<p>script</p><scripted></scripted>"),
    ],
)
def test_scripts_and_style_sheets_of_a_page_get_it_and_texts_are_left_alone(before, after):
    assert with_nonces(before, SafeString(' nonce="x"')) == after
    assert with_nonces(before, SafeString()) == before


@pytest.mark.parametrize("tag", ['plotly_app name="Echo"', 'plotly_direct name="Echo"', "plotly_message_pipe"])
def test_everything_that_a_tag_writes_has_the_nonce(rf, tag):
    request = rf.get("/")
    request.csp_nonce = "once"
    html = Template(f"{{% load plotly_dash %}}{{% {tag} %}}").render(RequestContext(request))
    elements = re.findall(r"<(?:script|link)\b(?![^>]*application/json)[^>]*>", html)
    assert elements
    assert all('nonce="once"' in element for element in elements)


def test_a_page_of_an_app_has_the_nonce_of_its_own_answer(client, settings):
    settings.MIDDLEWARE = ["csp.middleware.CSPMiddleware", *settings.MIDDLEWARE]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [NONCE]}}
    nonces = set()
    for _request in range(2):
        answer = client.get(BASE)
        (nonce,) = re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
        page = answer.content.decode()
        assert page.count(f'nonce="{nonce}"') == len(re.findall(r"<(?:script|link)\b", page))
        nonces.add(nonce)
    assert len(nonces) == 2
