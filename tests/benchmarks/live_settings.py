"""The site of the benchmark of live pipes; ``REDIS_URL`` has messages come from another process."""

from tests.live.live_settings import *  # noqa: F403
from tests.live.live_settings import CHANNEL_LAYERS

# So large that the bare consumer loses nothing either: the layers throw away what exceeds it.
CAPACITY = 100_000
CHANNEL_LAYERS["default"].setdefault("CONFIG", {})["capacity"] = CAPACITY
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
