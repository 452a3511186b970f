"""Nonces of a site's Content-Security-Policy on what we put into pages."""

import re

import pytest
from csp.constants import NONCE
from django.template import RequestContext, Template, context_processors
from django.utils.safestring import SafeString

from django_plotly_dash.http.csp import nonce_attribute, request_nonce, with_nonces

pytestmark = pytest.mark.django_db
BASE = "/django_plotly_dash/app/Echo/"


HAS_DJANGOS_OWN = hasattr(context_processors, "csp")  # Django 6
MIDDLEWARE = ["csp.middleware.CSPMiddleware"]
if HAS_DJANGOS_OWN:
    MIDDLEWARE.append("django.middleware.csp.ContentSecurityPolicyMiddleware")


@pytest.fixture(params=MIDDLEWARE)
def with_policy(request, settings):
    """The site has a policy with a nonce, of Django's own middleware or of django-csp."""
    settings.MIDDLEWARE = [request.param, *settings.MIDDLEWARE]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [NONCE]}}
    settings.SECURE_CSP = {"script-src": ["<CSP_NONCE_SENTINEL>"]}


def test_without_a_policy_there_is_no_nonce(rf):
    for request in (rf.get("/"), None):
        assert request_nonce(request) is None
        assert nonce_attribute(request) == ""


def test_a_nonce_is_escaped(rf):
    request = rf.get("/")
    request.csp_nonce = 'a"b'
    assert nonce_attribute(request) == ' nonce="a&quot;b"'


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


@pytest.mark.usefixtures("with_policy")
def test_a_page_of_an_app_has_the_nonce_of_its_own_answer(client):
    nonces = set()
    for _request in range(2):
        answer = client.get(BASE)
        (nonce,) = re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
        page = answer.content.decode()
        assert page.count(f'nonce="{nonce}"') == len(re.findall(r"<(?:script|link)\b", page))
        nonces.add(nonce)
    assert len(nonces) == 2
