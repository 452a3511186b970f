"""The settings of an app that runs alone: only where there is no site.

They are made when the first app is, since that reads settings. A site has told where its settings are by then.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.management.utils import get_random_secret_key

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

_MARK = "DJANGO_PLOTLY_DASH_RUNS_ALONE"
_KEY_VARIABLE = "DJANGO_PLOTLY_DASH_SECRET_KEY"


def is_alone() -> bool:
    """Say whether there is no site: the settings are those of this module."""
    return settings.configured and getattr(settings, _MARK, False)


def make_settings_if_alone() -> None:
    """Configure Django where neither settings nor a module of them are there."""
    if settings.configured or os.environ.get(ENVIRONMENT_VARIABLE):
        return
    # What a page was given is still good after a reload, which starts another process.
    secret_key = os.environ.setdefault(_KEY_VARIABLE, get_random_secret_key())
    settings.configure(
        DEBUG=False,
        SECRET_KEY=secret_key,
        ALLOWED_HOSTS=["localhost", "127.0.0.1", "[::1]"],
        ROOT_URLCONF="django_plotly_dash.standalone.urls",
        INSTALLED_APPS=[
            "django_plotly_dash",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        # There is no database: the visitor is nobody, and his session is in his browser.
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        SESSION_COOKIE_NAME="dpd_sessionid",
        STATIC_URL="/_dpd-static/",
        USE_TZ=True,
        PLOTLY_DASH={"autodiscover": False, "mcp_user": "django_plotly_dash.standalone.urls.whoever_runs_it"},
        **{_MARK: True},
    )
    import django

    django.setup()


def refuse_in_a_site(app: BaseApp) -> None:
    """Say what serves an app in a site.

    Raises:
        RuntimeError: there is a site.
    """
    if not is_alone():
        raise RuntimeError(
            f"{app.app_name!r} is served by its Django site: start that with 'manage.py runserver' and open "
            f"app/{app.ident}/ below the path where 'django_plotly_dash.urls' is included."
        )
