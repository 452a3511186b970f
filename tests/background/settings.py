"""The lean site with a worker: its settings for that are those of docs/how-to/background-callbacks.md.

``REDIS_URL`` has jobs in Redis in the place of the database. ``DPD_TEST_CELERY`` names the broker of Celery.
"""

import os
import re

from tests.lean_settings import *  # noqa: F403  all of them
from tests.site_process import PROJECT

GUIDE = (PROJECT / "docs/how-to/background-callbacks.md").read_text()
(DOCUMENTED,) = (code for code in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if "TASKS =" in code)
exec(DOCUMENTED)  # noqa: S102  our own

INSTALLED_APPS = [*INSTALLED_APPS, "tests.background"]  # noqa: F405
ROOT_URLCONF = "tests.background.urls"
MIDDLEWARE = ["tests.background.urls.tell_process", *MIDDLEWARE]  # noqa: F405
# A proxy in front of two processes hands on its own name, which the browser knows.
PLOTLY_DASH = {**PLOTLY_DASH, "background_heartbeat": 3}  # noqa: F405
if os.environ.get("REDIS_URL"):
    CACHES["jobs"] = {  # noqa: F405
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {  # noqa: F405
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
        "transaction_mode": "IMMEDIATE",
    }
