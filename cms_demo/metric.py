"""The metric that the demonstration streams: the temperature of a simulated sensor."""

from __future__ import annotations

import math

CHANNEL = "cms_demo.sensor"
LABEL = "temperature"

# Amplitude in degrees, and seconds from one peak to the next.
_WAVES = [(2.4, 47.0), (1.0, 13.0), (0.3, 5.3)]


def reading(at: float) -> dict[str, float]:
    """Return the message for a moment.

    It depends only on the moment, so that several processes send the same values.

    Args:
        at: seconds since 1970.

    Returns:
        ``at`` in milliseconds, and ``value`` in degrees Celsius.
    """
    swing = sum(degrees * math.sin(2 * math.pi * at / period) for degrees, period in _WAVES)
    return {"at": round(at * 1000), "value": round(21 + swing, 2)}
