"""Commands of this site as processes beside it, which last as long as the site does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_PATIENCE = 5.0  # seconds for a process to end


class Companion:
    """A process. It ends with :meth:`end`, and by itself should the site be killed: its input ends then.

    Args:
        command: a command of ``cms_demo`` and its arguments; the command knows ``--until-input-ends``.
        switch: the variable of the environment that turns it off.
    """

    def __init__(self, *command: str, switch: str) -> None:
        self._command = command
        self._switch = switch
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the environment lets the site start it."""
        return os.environ.get(self._switch, "1").lower() not in {"0", "false", "no", "off"}

    def start(self) -> None:
        """Start the process if it is wanted; it is told of the end of the site, not of a Ctrl-C in its terminal."""
        if self.is_wanted:
            self._process = subprocess.Popen(  # noqa: S603  this very program
                [sys.executable, "-m", "cms_demo", *self._command, "--until-input-ends"],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    def end(self) -> None:
        """End the process, if it was started, and wait until it is gone."""
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
    """Return what sends readings to the live page.

    Args:
        url: where the site is served.
    """
    return Companion("stream_metric", "--url", url, switch="DPD_DEMO_STREAM")


def job_worker() -> Companion:
    """Return what runs background callbacks."""
    return Companion("run_jobs", switch="DPD_DEMO_WORKER")


def when_input_ends(act: Callable[[], object]) -> None:
    """Do something, in a thread, once whoever has started this process is gone."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):  # sys.stdin itself has a lock, which Python wants when it ends
            pass
        act()

    threading.Thread(target=wait, daemon=True).start()


def ask_to_end(seconds: float) -> None:
    """Have this process end: after what it is doing, and in the middle of that where it takes longer."""
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(seconds)
    os.kill(os.getpid(), signal.SIGTERM)
