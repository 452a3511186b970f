"""The site of the benchmark as browsers meet it, static files served as the deployment guide has it.

``BENCH_STATIC`` is the folder of the collected files; with ``BENCH_FINDERS`` those of apps are among them, else our
own routes serve them.
"""

import os

from tests.benchmarks.site_settings import *  # noqa: F403
from tests.benchmarks.site_settings import MIDDLEWARE

STATIC_ROOT = os.environ["BENCH_STATIC"]
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if os.environ.get("BENCH_FINDERS"):
    STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder",
        "django.contrib.staticfiles.finders.AppDirectoriesFinder",
        "django_plotly_dash.finders.DashAssetFinder",
        "django_plotly_dash.finders.DashComponentFinder",
        "django_plotly_dash.finders.DashAppDirectoryFinder",
    ]
