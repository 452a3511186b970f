"""The test project as a site in two languages, translated with wagtail-localize."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, WORK_DIR

INSTALLED_APPS = ["wagtail_localize", "wagtail_localize.locales", *INSTALLED_APPS]
WAGTAIL_I18N_ENABLED = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "French")]
DATABASES["default"]["TEST"]["NAME"] = str(WORK_DIR / "tests-localized.sqlite3")
