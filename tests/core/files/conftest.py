"""A site with the finders, with its files collected or not."""

import pytest
from django.contrib.staticfiles import finders as staticfiles_finders
from django.core.management import call_command

from tests.core.files.site import FINDERS, MANIFEST, PLAIN


@pytest.fixture
def with_finders(settings):
    settings.STATICFILES_FINDERS = FINDERS
    settings.STORAGES = PLAIN
    staticfiles_finders.get_finder.cache_clear()
    yield settings
    staticfiles_finders.get_finder.cache_clear()


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What collectstatic makes of the test project, with hashed names."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=str(folder), STORAGES=MANIFEST, STATICFILES_FINDERS=FINDERS):
        staticfiles_finders.get_finder.cache_clear()
        call_command("collectstatic", interactive=False, verbosity=0)
    staticfiles_finders.get_finder.cache_clear()
    return folder


@pytest.fixture
def served(with_finders, collected):
    """The settings of a site that has collected its files."""
    with_finders.STORAGES = MANIFEST
    with_finders.STATIC_ROOT = str(collected)
    return with_finders
