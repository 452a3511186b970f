"""The project in which the documentation's code blocks run: that of the tests, with URLs of its own and live pipes."""

import os

from tests.settings import *  # noqa: F403  all of them

ROOT_URLCONF = "tests.documentation.urls"
PLOTLY_DASH = {"http_poke_token": "secret"}
if os.environ.get("REDIS_URL"):
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [os.environ["REDIS_URL"]]}}
    }
