"""The site for ASGI servers: ``daphne cms_demo.asgi:application``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_demo.settings")

application = get_asgi_application()
