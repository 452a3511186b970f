"""The Celery app of the site, for Dash's CeleryManager: ``celery --app tests.background.celery_app worker``."""

import os
from typing import Any

celery_app: Any = None
if os.environ.get("DPD_TEST_CELERY"):
    import celery

    celery_app = celery.Celery("site", broker=os.environ["DPD_TEST_CELERY"], backend=os.environ["DPD_TEST_CELERY"])
    celery_app.conf.broker_connection_retry_on_startup = True
