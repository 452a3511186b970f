"""``manage.py dash_doctor``: what a site is to change, with the lines to paste."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_plotly_dash.doctor import examine
from django_plotly_dash.doctor.report import as_json, as_text


class Command(BaseCommand):
    """Look at settings, URLs, templates and sources, and say what to change."""

    help = (
        "Looks at this site's settings, URLs, templates and Dash apps, and says what to change, with the lines to "
        "paste: for sites that come from django-plotly-dash, from Dash mounted over WSGI, and wherever something does "
        "not show. The exit code is 1 where something must be changed."
    )
    # What they find is among the findings, and one that fails must not end the command.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a folder, and the form of the answer."""
        parser.add_argument("--directory", type=Path, help="look at the sources in this folder alone")
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
