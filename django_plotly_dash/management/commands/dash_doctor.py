"""``manage.py dash_doctor``: say what to change in a site, with the lines to paste."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_plotly_dash.doctor import examine
from django_plotly_dash.doctor.report import as_json, as_text


class Command(BaseCommand):
    """Examine settings, URLs, templates and source files, and say what to change."""

    help = (
        "Examines this site's settings, URLs, templates and Dash apps, and says what to change, with the lines to "
        "paste: for sites that come from django-plotly-dash or mount Dash over WSGI, and whenever an app does not "
        "show. The exit code is 1 if something must be changed."
    )
    # The doctor runs them itself; one that fails must not end the command.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder and the format of the output."""
        parser.add_argument("--directory", type=Path, help="examine only the source files in this folder")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, directory: Path | None, **options: Any) -> None:
        """Print the findings.

        Raises:
            CommandError: there is no such folder.
            SystemExit: something must be changed.
        """
        if directory is not None and not directory.is_dir():
            raise CommandError(f"There is no folder {directory}.")
        findings = examine(directory)
        for line in [as_json(findings)] if options["json"] else as_text(findings, self.style.MIGRATE_HEADING):
            self.stdout.write(line)
        if any(finding.must for finding in findings):
            sys.exit(1)
