"""Rules for ``PLOTLY_DASH["pipe_access"]``."""


def only_staff_hears_secrets(user, channel_name, scope):
    assert scope["type"] == "websocket"
    return channel_name != "secret" or user.is_staff


async def only_weather(user, channel_name, scope):
    return channel_name == "weather"


def broken(user, channel_name, scope):
    raise KeyError("no such team")
