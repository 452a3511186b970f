"""Translation with wagtail-localize, which is an app of the site: a project of its own (of the fifteen: 15)."""

from tests.site_process import run_django


def test_pages_are_translated_with_wagtail_localize():
    settings = "tests.wagtail.localized_settings"
    run_django("test", "tests.wagtail.translated_page", "--noinput", DJANGO_SETTINGS_MODULE=settings)
