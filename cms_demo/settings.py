"""Settings of the demonstration site.

It runs without any configuration: SQLite, channels in memory, DEBUG on, this machine only. The environment
switches to what a server has:

====================  ========================================================================================
``DATABASE_URL``      the database, e.g. ``postgres://user:password@host/name``
``REDIS_URL``         Redis for live pipes and cache, e.g. ``redis://localhost:6379/0``
``DEBUG``             ``0`` turns it off: hashed static files by WhiteNoise
``SECRET_KEY``        Django's secret key; without it one is made and kept in the data folder
``ALLOWED_HOSTS``     further host names, separated by commas
``BASE_URL``          where the site is reached, for links in the admin
``DEV_TOOLS``         ``1`` shows Dash's developer tools in the apps while DEBUG is on
``PORT``              the port that ``python -m cms_demo`` serves on
``DPD_DEMO_DATA``     the data folder, by default ``.dpd/`` in the project
``DPD_DEMO_STREAM``   ``0``: ``python -m cms_demo`` starts no ``stream_metric``
``DPD_DEMO_WORKER``   ``0``: ``python -m cms_demo`` starts no worker for background callbacks
``POKE_TOKEN``        the secret for sending live messages over HTTP; without it anybody on this machine may while
                      DEBUG is on, and nobody but the site itself while it is off
====================  ========================================================================================
"""

import hmac
import os
from typing import Any

import dj_database_url

from cms_demo.local_files import data_folder, secret_key

DATA_FOLDER = data_folder()

DEBUG = os.environ.get("DEBUG", "1").lower() not in {"0", "false", "no", "off", ""}
SECRET_KEY = secret_key(DATA_FOLDER)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()),
]

INSTALLED_APPS = [
    # First, so that runserver serves ASGI.
    "daphne",
    "cms_demo",
    "blocks",
    "dpd_wagtail",
    "django_plotly_dash",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "channels",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_plotly_dash.middleware.StaticAssetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms_demo.gallery.policy.policy_of_the_gallery",
    "django_plotly_dash.middleware.BaseMiddleware",
    "django_plotly_dash.middleware.ExternalRedirectionMiddleware",
]

ROOT_URLCONF = "cms_demo.urls"
ASGI_APPLICATION = "cms_demo.asgi.application"
WSGI_APPLICATION = "cms_demo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(
        default=f"sqlite:///{(DATA_FOLDER / 'cms_demo.sqlite3').as_posix()}", conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers and one writer at a time, and a write waits for its turn instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }

CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What pages and the worker of background callbacks share.
    "jobs": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "dash_jobs",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
CHANNEL_LAYERS: dict[str, Any] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL := os.environ.get("REDIS_URL"):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES["jobs"] = {**CACHES["default"], "KEY_PREFIX": "jobs"}
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }

TASKS = {
    # Wagtail's own small tasks run at once, as they do without this setting.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django_plotly_dash.finders.DashAssetFinder",
    "django_plotly_dash.finders.DashComponentFinder",
    "django_plotly_dash.finders.DashAppDirectoryFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_FOLDER / "media"
if not DEBUG:
    MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

PLOTLY_DASH = {
    "background_cache": "jobs",
    "background_task_backend": "jobs",
    # stream_metric, which has the same settings, knows it too.
    "http_poke_token": os.environ.get("POKE_TOKEN")
    or (None if DEBUG else hmac.digest(SECRET_KEY.encode(), b"poke", "sha256").hex()),
    # Each frame would have its own; an app that is about them says so itself.
    "enable_dev_tools": os.environ.get("DEV_TOOLS", "0") == "1",
    # The saved states that the manual's pages show.
    "insert_demo_migrations": True,
}

# A page with many blocks has many form fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

WAGTAIL_SITE_NAME = "Dash on Wagtail"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}")
# The demonstration asks no server on the internet.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
