"""Send the messages of the benchmark: through our pipes, or through the bare channel layer.

Each message carries its number and the time at which it was sent (a clock that all processes of a machine share).
"""

import asyncio
import json
import sys
import time

GROUP = "bench.{}"


async def send(kind: str, channel: str, number: int) -> None:
    value = [number, time.monotonic()]
    if kind == "ours":
        from django_plotly_dash.consumers import async_send_to_pipe_channel

        await async_send_to_pipe_channel(channel, "reading", value)
        return
    from channels.layers import get_channel_layer

    text = json.dumps({"channel_name": channel, "label": "reading", "value": value})
    await get_channel_layer().group_send(GROUP.format(channel), {"type": "message", "text": text})


async def publish(kind: str, channels: list[str], count: int, interval: float) -> None:
    """Send `count` messages to each of the channels, one each `interval` seconds; 0 is as fast as it goes."""
    begin = time.monotonic()
    for number in range(count):
        for channel in channels:
            await send(kind, channel, number)
        wait = begin + (number + 1) * interval - time.monotonic()
        await asyncio.sleep(max(wait, 0))


def main() -> None:
    import django

    django.setup()
    kind, channels, count, interval = sys.argv[1:]
    asyncio.run(publish(kind, channels.split(","), int(count), float(interval)))


if __name__ == "__main__":
    main()
