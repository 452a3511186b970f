"""The live site in processes of its own, each a daphne or a uvicorn."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server_process import free_port
from tests.site_process import PROJECT, environment, wait_until_it_answers

COMMANDS = {
    "daphne": ["daphne", "-b", "127.0.0.1", "-v", "0", "-p"],
    "uvicorn": ["uvicorn", "--host", "127.0.0.1", "--log-level", "critical", "--port"],
}


def start(port: int, server: str = "daphne", log: Path | None = None, **variables: str) -> "subprocess.Popen[str]":
    """Start a server and wait until it answers; further arguments are variables of its environment."""
    with (log or Path(os.devnull)).open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[server], str(port), "tests.live.live_asgi:application"],
            env=environment("tests.live.live_settings", **variables),
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )
    wait_until_it_answers(process, f"http://127.0.0.1:{port}/page/")
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serve(server: str = "daphne", log: Path | None = None, **variables: str) -> Iterator[str]:
    """Serve the site, yield its URL, end it."""
    port = free_port()
    process = start(port, server, log, **variables)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)
