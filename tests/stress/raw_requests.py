"""Requests byte by byte, as no library would send them: too short, too long, too slow."""

import http.client
import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.site_process import PATIENCE, Visitor


class RawRequest:
    """One POST of a visitor of whom the server sees what a test sends, when it sends it.

    Args:
        visitor: whose cookies and token against forgery it has.
        path: of the URL.
        length: what it says that its body has, in bytes; None where it says nothing and sends the body in chunks.
        headers: further ones, or others.

    Attributes:
        head: its first line and headers, which `send` sends as it does the body.
    """

    def __init__(self, visitor: Visitor, path: str, length: int | None, headers: Mapping[str, str] | None = None):
        place = urlsplit(visitor.base)
        token = next(cookie.value for cookie in visitor.cookies if cookie.name == "csrftoken")
        size = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
        lines = {
            "Host": place.netloc,
            "Content-Type": "application/json",
            "X-CSRFToken": str(token),
            "Cookie": f"csrftoken={token}",
            "Connection": "close",
            **size,
            **(headers or {}),
        }
        written = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""]
        self.head = "\r\n".join(written).encode()
        self.socket = socket.create_connection((place.hostname, place.port), timeout=PATIENCE)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def hang_up(self) -> None:
        """Send no more; what is answered can still be read."""
        self.socket.shutdown(socket.SHUT_WR)

    def answer(self) -> tuple[int, Any]:
        """Return status and JSON of the answer, None without a body; (0, None) where the server hangs up."""
        response = http.client.HTTPResponse(self.socket, method="POST")
        try:
            response.begin()
            body = response.read()
            return response.status, json.loads(body) if body else None
        except (http.client.BadStatusLine, ConnectionError):
            return 0, None
        finally:
            response.close()
            self.socket.close()
