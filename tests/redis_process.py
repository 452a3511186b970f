"""A Redis server that belongs to the tests; the machine's own is never touched."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.server_process import free_port, listening

HINT = "install redis-server (Debian, Ubuntu: apt-get install redis-server)"


def find_redis() -> str | None:
    return shutil.which("redis-server")


@contextmanager
def redis_process(seconds: float = 10, port: int | None = None) -> Iterator[str]:
    """Start a Redis server that keeps nothing on a port, by default a free one, yield its URL, end it.

    Raises RuntimeError when it does not answer within `seconds`.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder]
        with listening(["redis-server", *where, "--save", "", "--appendonly", "no"], port, seconds):
            yield f"redis://127.0.0.1:{port}/0"
