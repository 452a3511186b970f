"""The live site for WSGI servers, with the static files that a server in front would serve."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.live.live_settings")

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

application = StaticFilesHandler(get_wsgi_application())
