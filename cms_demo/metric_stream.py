"""``stream_metric`` as a process beside the site, which lasts as long as the site does."""

from __future__ import annotations

import os
import subprocess
import sys

_PATIENCE = 5.0  # seconds for the process to end


class MetricStream:
    """The process. It ends with :meth:`end`, and by itself should this process be killed: its input ends then."""

    def __init__(self, url: str) -> None:
        """Start nothing yet.

        Args:
            url: where the site is served.
        """
        self._url = url
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_wanted() -> bool:
        """Say whether ``DPD_DEMO_STREAM`` lets the site start it."""
        return os.environ.get("DPD_DEMO_STREAM", "1").lower() not in {"0", "false", "no", "off"}

    def start(self) -> None:
        """Start the process; it is told of the end of the site, not of a Ctrl-C in the site's terminal."""
        self._process = subprocess.Popen(  # noqa: S603  this very program
            [sys.executable, "-m", "cms_demo", "stream_metric", "--url", self._url, "--until-input-ends"],
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
