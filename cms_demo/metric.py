"""The metric that the demonstration streams: the temperature of a sensor that there is not."""

from __future__ import annotations

import math

CHANNEL = "cms_demo.sensor"
LABEL = "temperature"

# Degrees up and down, and seconds from one peak to the next.
_WAVES = [(2.4, 47.0), (1.0, 13.0), (0.3, 5.3)]


def reading(at: float) -> dict[str, float]:
    """Return the message for a moment.

    It depends on the moment alone: where several processes stream, they say the same.

    Args:
        at: seconds since 1970.

    Returns:
        ``at`` in milliseconds, and ``value`` in degrees Celsius.
    """
    swing = sum(degrees * math.sin(2 * math.pi * at / period) for degrees, period in _WAVES)
    return {"at": round(at * 1000), "value": round(21 + swing, 2)}
