"""The codes with which the server closes the websockets of live pipes and of callbacks."""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the server closes a websocket.

    Servers send only 1000 and codes from 3000 on. After 4001 Dash's worker in the browser opens no new websocket until
    the page has something to send; after any other code but 1000 it opens one at once, with the cookies of that moment.
    """

    # Callbacks, when the websocket is opened.
    NOT_ALLOWED = 4001
    FOREIGN_ORIGIN = 4003
    NOT_FOUND = 4404
    # Callbacks, later.
    ACCESS_LOST = 4401
    # Live pipes.
    FORBIDDEN = 4403
    NOT_READING = 4408
    TOO_MANY_SUBSCRIPTIONS = 4409
    TOO_MANY_MESSAGES = 4429
    UNAVAILABLE = 4503
    # Both.
    MALFORMED = 4400
    TOO_LARGE = 4413
    BINARY = 4415
