"""The site of the benchmark, for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.site_settings")

application = get_wsgi_application()
