"""Settings for an app that runs alone, used only if there is no site.

They are made with the first app, because making an app reads settings. A site has configured its settings by then.
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
    """Return whether there is no site and the settings come from this module."""
    return settings.configured and getattr(settings, _MARK, False)


def make_settings_if_alone() -> None:
    """Configure Django if there are no settings and no settings module."""
    if settings.configured or os.environ.get(ENVIRONMENT_VARIABLE):
        return
    # Kept in the environment, so that open pages stay valid when the reloader starts another process.
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
        # There is no database, so visitors are anonymous and their session is in a cookie.
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
    """Raise an error that says how to serve an app of a site.

    Raises:
        RuntimeError: there is a site.
    """
    if not is_alone():
        raise RuntimeError(
            f"The Django site serves {app.app_name!r}: start the site with 'manage.py runserver' and open "
            f"app/{app.ident}/ below the path where 'django_plotly_dash.urls' is included."
        )
