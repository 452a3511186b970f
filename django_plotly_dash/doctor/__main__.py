"""``python -m django_plotly_dash.doctor``: examine the source files of a site that does not start."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django_plotly_dash.doctor import examine_sources
from django_plotly_dash.doctor.report import as_json, as_text


def main() -> None:
    """Print the findings. The exit code is 1 if something must be changed."""
    parser = ArgumentParser(
        prog="python -m django_plotly_dash.doctor",
        description="Reads the Python files of a site that does not start, and says what to change. Once the site "
        "starts, manage.py dash_doctor finds more.",
    )
    parser.add_argument("directory", nargs="?", type=Path, default=Path(), help="the site's folder")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if not options.directory.is_dir():
        parser.error(f"There is no folder {options.directory}.")
    findings = examine_sources(options.directory)
    for line in [as_json(findings)] if options.json else as_text(findings):
        print(line)
    sys.exit(any(finding.must for finding in findings))


if __name__ == "__main__":
    main()
