"""How the test site finds and stores its static files, and what some of them are called."""

import dash

FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django_plotly_dash.finders.DashAssetFinder",
    "django_plotly_dash.finders.DashComponentFinder",
    "django_plotly_dash.finders.DashAppDirectoryFinder",
]
FILES = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STATIC_FILES = "django.contrib.staticfiles.storage"
MANIFEST = {"default": FILES, "staticfiles": {"BACKEND": f"{STATIC_FILES}.ManifestStaticFilesStorage"}}
PLAIN = {"default": FILES, "staticfiles": {"BACKEND": f"{STATIC_FILES}.StaticFilesStorage"}}
VERSION = dash.__version__
RENDERER = f"dpd/components/dash/{VERSION}/dash-renderer/build/dash_renderer.min.js"
CDN = "https://cdn.jsdelivr.net/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css"
BASE = "/django_plotly_dash"
