"""Fixtures of the core's tests."""

import importlib

import pytest
from django.urls import clear_url_caches, include, path


@pytest.fixture
def decorated(settings):
    """URLs whose views were made with a decorator."""
    from django_plotly_dash import urls

    def make(name):
        settings.PLOTLY_DASH = {"view_decorator": name}
        importlib.reload(urls)
        settings.ROOT_URLCONF = (path("dash/", include(urls)),)
        clear_url_caches()

    yield make
    del settings.PLOTLY_DASH
    importlib.reload(urls)
    clear_url_caches()
