"""Processes that run commands of this site beside the server, and end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_PATIENCE = 5.0  # seconds for a process to end


class Companion:
    """A process. It ends with :meth:`end`, and by itself if the server is killed, because its input ends then.

    Args:
        command: a command of ``cms_demo`` and its arguments; the command must accept ``--until-input-ends``.
        switch: the environment variable that turns the process off.
    """

    def __init__(self, *command: str, switch: str) -> None:
        self._command = command
        self._switch = switch
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the environment does not turn it off."""
        return os.environ.get(self._switch, "1").lower() not in {"0", "false", "no", "off"}

    def start(self) -> None:
        """Start the process if it is wanted. It gets its own session, which Ctrl-C does not reach."""
        if self.is_wanted:
            self._process = subprocess.Popen(  # noqa: S603  this very program
                [sys.executable, "-m", "cms_demo", *self._command, "--until-input-ends"],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    def end(self) -> None:
        """End the process, if it was started, and wait until it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def metric_stream(url: str) -> Companion:
    """Return the process that sends readings to the live page.

    Args:
        url: the URL of the site.
    """
    return Companion("stream_metric", "--url", url, switch="DPD_DEMO_STREAM")


def job_worker() -> Companion:
    """Return the process that runs background callbacks."""
    return Companion("run_jobs", switch="DPD_DEMO_WORKER")


def when_input_ends(act: Callable[[], object]) -> None:
    """Call a function, in a thread, when the process that started this one has ended."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # sys.stdin has a lock, which Python needs at exit
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()


def ask_to_end(seconds: float) -> None:
    """End this process when it has done its work, or after ``seconds`` in the middle of it."""
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(seconds)
    os.kill(os.getpid(), signal.SIGTERM)
