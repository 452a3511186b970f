"""The live site at two places of its URLs; ``DPD_TEST_GATE`` is a folder in which callbacks wait (``apps.py``)."""

from tests.live.live_settings import *  # noqa: F403

ROOT_URLCONF = "tests.stress.urls"
