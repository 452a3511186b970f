"""A server process, requests to it from wrk, and what they cost it: user and system time for each request."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.server_process import free_port, wait_until_it_listens
from tests.site_process import PROJECT

TICKS = os.sysconf("SC_CLK_TCK")
_REQUESTS = re.compile(r"^\s*(\d+) requests in", re.MULTILINE)
_FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
# What it raises when a server cannot be started, breaks off or refuses.
FAILURES = (OSError, RuntimeError, subprocess.SubprocessError, HTTPException)
# A browser that has been to the app's page sends its token back.
TOKEN = "a" * 32


@dataclass
class Server:
    """A server with one worker.

    Attributes:
        url: scheme, host and port.
        pid: of the process that was started.
    """

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """User and system time of the process that was started and of its children."""
        return sum(_cpu_ticks(pid) for pid in (self.pid, *_children(self.pid))) / TICKS

    def memory(self) -> int:
        """Bytes that the workers have in memory."""
        return sum(_memory(pid) for pid in _children(self.pid) or [self.pid])


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def _cpu_ticks(pid: int) -> int:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(values[11]) + int(values[12])


def _memory(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    return 0


@contextlib.contextmanager
def server(command: list[str], variables: Mapping[str, str], folder: Path = PROJECT) -> Iterator[Server]:
    """Run a server in a folder; ``{port}`` in its command is the port."""
    port = free_port()
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **variables},
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_it_listens(process, port, 60)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def gunicorn(python: str, application: str) -> list[str]:
    """One synchronous worker."""
    options = ["--bind", "127.0.0.1:{port}", "--workers", "1", "--log-level", "error"]
    if _has_control_socket(python):
        options.append("--no-control-socket")
    return [python, "-m", "gunicorn", application, *options]


@functools.cache
def _has_control_socket(python: str) -> bool:
    done = subprocess.run([python, "-m", "gunicorn", "--help"], capture_output=True, text=True, check=True)
    return "--no-control-socket" in done.stdout


def uvicorn(python: str, application: str) -> list[str]:
    """One process."""
    return [python, "-m", "uvicorn", application, "--port", "{port}", "--log-level", "error"]


@dataclass
class Work:
    """What is asked of a server."""

    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        """What a browser sends that has been to the app's page."""
        headers = {"Cookie": f"csrftoken={TOKEN}", "Accept": "application/json", **self.headers}
        if self.body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": TOKEN}
        return headers

    def once(self, base: str) -> bytes:
        """Ask once; the body of the answer.

        Raises:
            RuntimeError: the server refuses.
        """
        data = None if self.body is None else json.dumps(self.body).encode()
        request = urllib.request.Request(base + self.path, data, self.all_headers())
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                content: bytes = response.read()
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(f"{self.path}: {error}") from None
        return content


def lua(work: Work) -> str:
    """The script of wrk."""
    lines = [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in work.all_headers().items()]
    if work.body is not None:
        lines += ['wrk.method = "POST"', f"wrk.body = {json.dumps(json.dumps(work.body))}"]
    return "\n".join(lines)


def cost(target: Server, work: Work, seconds: int) -> float:
    """Milliseconds of CPU that the server spends on a request, under two connections.

    Raises:
        RuntimeError: the server refused some, or answered none.
    """
    ask = ask_with_wrk if shutil.which("wrk") else ask_with_python
    before = target.cpu_seconds()
    count = ask(target.url, work, seconds)
    return 1000 * (target.cpu_seconds() - before) / count


def ask_with_wrk(base: str, work: Work, seconds: int) -> int:
    """Ask with wrk, and return how many answers there were.

    Raises:
        RuntimeError: the server refused some, or answered none.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(lua(work))
        script.flush()
        command = ["wrk", "-t1", "-c2", f"-d{seconds}s", "--timeout", "30s", "-s", script.name, base + work.path]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return answers(text, work.path)


def answers(text: str, path: str) -> int:
    """How many answers wrk tells of.

    Raises:
        RuntimeError: it tells of refusals, or of no answer.
    """
    failed, found = _FAILED.search(text), _REQUESTS.search(text)
    if failed or not found or not int(found[1]):
        raise RuntimeError(f"{path}: {failed[1] if failed else 'all'} requests failed.\n{text}")
    return int(found[1])


def ask_with_python(base: str, work: Work, seconds: int) -> int:
    """Ask from two threads, where there is no wrk: fewer requests, the same cost of each.

    Raises:
        RuntimeError: the server refused one.
    """
    end = time.monotonic() + seconds

    def ask() -> int:
        count = 0
        while time.monotonic() < end:
            work.once(base)
            count += 1
        return count

    with ThreadPoolExecutor(2) as threads:
        return sum(future.result() for future in [threads.submit(ask) for _thread in range(2)])
