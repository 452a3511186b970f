"""What docs/how-to/live-pipes.md names in its settings."""


def may_listen(user: object, channel_name: str, scope: object) -> bool:
    return channel_name == "weather"
