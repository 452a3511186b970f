"""A site in processes of its own: gunicorn with several workers, as an operator runs it."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from tests.server_process import free_port

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds


def environment(settings_module: str = "tests.lean_settings", **variables: str) -> dict[str, str]:
    """The environment of a process of the site."""
    unset = {"DATABASE_URL", "REDIS_URL", "DEBUG"}
    inherited = {key: value for key, value in os.environ.items() if key not in unset}
    own = {"DJANGO_SETTINGS_MODULE": settings_module, "PYTHONPATH": str(PROJECT)}
    return {**inherited, **own, **variables}


def run_django(*arguments: str, stdin: str | None = None, **variables: str) -> str:
    """Run a management command of the site (``shell`` with a script as stdin, too) and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        env=environment(**variables),
        cwd=PROJECT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def gunicorn(
    application: str = "tests.lean_wsgi:application",
    *,
    workers: int = 3,
    threads: int = 4,
    log: Path | None = None,
    **variables: str,
) -> Iterator[str]:
    """Serve the site, yield its URL, end it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", str(threads), "--log-level", "warning", "--no-control-socket"]
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("a")) if log else subprocess.PIPE
        process = subprocess.Popen(
            command, env=environment(**variables), cwd=PROJECT, stderr=errors, stdout=subprocess.DEVNULL, text=True
        )
    try:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def wait_until_it_answers(process: "subprocess.Popen[str]", url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


def wait_until(condition: Callable[[], object], what: str) -> float:
    """Wait, however slow the machine is, and return the seconds that it took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() < begin + PATIENCE, f"waited in vain for {what}"
        time.sleep(0.05)
    return time.monotonic() - begin


def status(url: str, body: bytes | None = None) -> int:
    request = urllib.request.Request(url, body, {"Authorization": "Bearer secret"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


class Visitor:
    """One browser's worth of cookies, over real HTTP."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self._opener.open(self.base + path, timeout=60) as response:
            return str(response.read().decode())

    def post(self, path: str, body: Any, session: str | None = None) -> Any:
        """Post JSON as a script of the page does, on demand under another visitor's session."""
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), None) or ""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        if session is not None:
            headers["Cookie"] = f"csrftoken={token}; sessionid={session}"
        request = urllib.request.Request(self.base + path, json.dumps(body).encode(), headers)
        with self._opener.open(request, timeout=60) as response:
            return json.loads(response.read())


_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ +|].*\n)*\S.*", re.MULTILINE)
# Where a browser goes away while a synchronous view is at work, asgiref may hand Django's handler the executor of a
# thread that has ended (https://github.com/django/asgiref/issues/491): no request is lost, none of our code takes part.
_OF_ASGIREF = "RuntimeError: CurrentThreadExecutor already quit or is broken"


def tracebacks(errors: str) -> list[str]:
    """The tracebacks among the errors of a site that browsers have left; without one that is known of asgiref."""
    found: list[str] = _TRACEBACK.findall(errors)
    return [text for text in found if not text.endswith(_OF_ASGIREF) or "django_plotly_dash" in text]
