"""The private names of Django and asgiref that we rely on still work as we expect, and we use no others."""

import ast
from pathlib import Path

import pytest
from asgiref.sync import AsyncToSync, SyncToAsync, ThreadSensitiveContext
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.template.response import TemplateResponse
from django.test import AsyncRequestFactory, RequestFactory

from django_plotly_dash.utils.django_private import has_body, set_body

ROOT = Path(__file__).resolve().parents[3]
BODY = b"x" * 100
# https://docs.djangoproject.com/en/stable/ref/models/
DOCUMENTED = {"_meta", "_state", "_default_manager", "_base_manager"}


@pytest.fixture(params=[RequestFactory, AsyncRequestFactory])
def request_with_body(request):
    return request.param().post("/", BODY, content_type="application/json")


def test_a_request_still_keeps_a_body_that_was_read_in_body(request_with_body):
    assert not has_body(request_with_body), "HttpRequest._body is there before request.body was read."
    assert request_with_body.body == BODY
    assert has_body(request_with_body), "request.body no longer keeps what it has read in HttpRequest._body."


def test_a_request_still_takes_a_body_that_is_larger_than_django_reads(request_with_body, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    with pytest.raises(RequestDataTooBig):
        _ = request_with_body.body
    set_body(request_with_body, request_with_body.read())
    assert request_with_body.body == BODY, "request.body no longer returns HttpRequest._body where that is set."


def test_asgiref_still_keeps_the_thread_of_a_request_where_we_give_it_back():
    names = [
        (SyncToAsync, "thread_sensitive_context"),
        (SyncToAsync, "context_to_thread_executor"),
        (AsyncToSync, "executors"),
    ]
    for holder, name in names:
        assert hasattr(holder, name), f"{holder.__name__} no longer has {name}: see http/request_thread.py."
    assert not hasattr(ThreadSensitiveContext(), "_executor") or ThreadSensitiveContext()._executor is None


def private_names_of_django():
    """Private attributes of the objects of Django that we mostly work with."""
    request = RequestFactory().post("/", BODY, content_type="application/json")
    _ = request.body, request.POST
    objects = [request, TemplateResponse(request, ""), SessionStore(), User(), User, User.objects.all(), connection]
    names = {name for each in objects for name in dir(each)}
    return {name for name in names if name.startswith("_") and not name.startswith("__")} - DOCUMENTED


def names_used_in(source):
    """Names of attributes of other objects than ``self``, and texts, as ``getattr()`` takes them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "self"):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("package", ["django_plotly_dash", "dpd_wagtail", "blocks", "cms_demo"])
def test_private_names_of_django_are_used_in_one_module_alone(package):
    private = private_names_of_django()
    assert "_body" in private
    used = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in private & set(names_used_in(path.read_text()))
    }
    expected = {"django_plotly_dash/utils/django_private.py: _body"} if package == "django_plotly_dash" else set()
    assert used == expected
