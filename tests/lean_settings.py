"""A Django site with nothing in it but Dash apps, for server processes that tests start.

``DATABASE_URL`` names its database, ``DPD_TEST_ATOMIC`` turns on ATOMIC_REQUESTS. ``DPD_TEST_STATIC`` is the folder of
its static files, which WhiteNoise serves under hashed names; with ``DPD_TEST_FINDERS`` those of apps are among them.
``DPD_TEST_WITHOUT_USERS`` leaves out users and sessions.
"""

import os

import dj_database_url

from tests import deployed_static

SECRET_KEY = "only-for-the-tests"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "tests.lean_urls"
WSGI_APPLICATION = "tests.lean_wsgi.application"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = [
    "tests",
    "django_plotly_dash",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": dj_database_url.config(default="sqlite://:memory:", conn_max_age=60)}
DATABASES["default"]["ATOMIC_REQUESTS"] = bool(os.environ.get("DPD_TEST_ATOMIC"))
STATIC_URL = "/static/"

if os.environ.get("DPD_TEST_STATIC"):
    STATIC_ROOT = os.environ["DPD_TEST_STATIC"]
    MIDDLEWARE.insert(0, deployed_static.WHITENOISE)
    STORAGES = deployed_static.STORAGES
if os.environ.get("DPD_TEST_FINDERS"):
    STATICFILES_FINDERS = deployed_static.FINDERS
MIDDLEWARE += [
    "django_plotly_dash.middleware.BaseMiddleware",
    "django_plotly_dash.middleware.ExternalRedirectionMiddleware",
]
MIDDLEWARE.insert(0, "django_plotly_dash.middleware.StaticAssetMiddleware")
if os.environ.get("DPD_TEST_WITHOUT_USERS"):
    INSTALLED_APPS = ["tests", "django_plotly_dash", "django.contrib.staticfiles"]
    MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
    ALLOWED_HOSTS.append("testserver")
