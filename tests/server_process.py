"""Servers that tests start as processes of their own, on ports that nobody else uses."""

import fcntl
import os
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Below the ports that a system gives to connections and to servers that ask for any.
PORTS = range(20_000, 32_000)
_reservations = os.open(Path(tempfile.gettempdir()) / "dpd-wagtail-test-ports", os.O_RDWR | os.O_CREAT, 0o666)


def free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on, and that no other process of tests is given.

    A process keeps what it was given until it ends: each port has a byte of a file, and the process a lock on that.
    """
    for port in random.sample(PORTS, len(PORTS)):
        try:
            fcntl.lockf(_reservations, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        except OSError:
            continue
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise RuntimeError("no port is free")


_given: set[int] = set()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


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
