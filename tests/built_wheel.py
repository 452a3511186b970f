"""The wheel, as a release has it."""

import subprocess
import sys
from pathlib import Path

from tests.site_process import PROJECT


def build_wheel(folder: Path) -> None:
    """Build the wheel of the checkout into a folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)],
        check=True,
        capture_output=True,
    )
