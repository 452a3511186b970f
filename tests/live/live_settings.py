"""The lean site with live pipes; ``REDIS_URL`` joins several processes of it."""

import os

from tests.lean_settings import *  # noqa: F403

ROOT_URLCONF = "tests.live.live_urls"
ASGI_APPLICATION = "tests.live.live_asgi.application"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if os.environ.get("REDIS_URL"):
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
    }
PLOTLY_DASH = {"http_poke_token": "secret"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
