"""Servers that tests start as processes of their own, on ports that nobody else uses."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def listening(command: list[Any], port: int, seconds: float, **options: Any) -> Iterator[None]:
    """Run a command that serves a port, until the `with` block ends.

    Raises RuntimeError when nothing listens on the port within `seconds`.
    """
    silence: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    process = subprocess.Popen(command, **silence, **options)
    try:
        wait_until_it_listens(process, port, seconds)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args} on port {port} does not listen; exit status: {process.poll()}")
