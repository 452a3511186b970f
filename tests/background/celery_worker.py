"""What Celery's worker loads: Django and its apps, and with them the jobs of CeleryManager."""

import django

django.setup()

from tests.background.celery_app import celery_app as app  # noqa: E402, F401
