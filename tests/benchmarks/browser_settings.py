"""The site of the benchmark as browsers meet it, static files served as the deployment guide has it.

``BENCH_STATIC`` is the folder of the collected files; with ``BENCH_FINDERS`` those of apps are among them, else our
own routes serve them.
"""

import os

from tests import deployed_static
from tests.benchmarks.site_settings import *  # noqa: F403
from tests.benchmarks.site_settings import MIDDLEWARE

STATIC_ROOT = os.environ["BENCH_STATIC"]
MIDDLEWARE = [MIDDLEWARE[0], deployed_static.WHITENOISE, *MIDDLEWARE[1:]]
STORAGES = deployed_static.STORAGES
if os.environ.get("BENCH_FINDERS"):
    STATICFILES_FINDERS = deployed_static.FINDERS
