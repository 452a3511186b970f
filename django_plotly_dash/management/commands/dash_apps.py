"""``manage.py dash_apps``: list the site's apps, their modules and URLs, who may reach them, and what is wrong."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from django_plotly_dash.checks.app_reports import inspect_apps
from django_plotly_dash.registry.registry import load_all_apps


class Command(BaseCommand):
    """List apps with their URLs, saved states, access rules and problems."""

    help = "Lists the Dash apps of this site with their URLs, saved states, access rules and problems."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the names of apps and ``--check``."""
        parser.add_argument("names", nargs="*", help="only these apps")
        parser.add_argument("--check", action="store_true", help="exit with an error if something is wrong")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the list.

        Raises:
            CommandError: the tables do not exist yet, or, with ``--check``, something is wrong.
        """
        load_all_apps()
        try:
            reports = inspect_apps(options["names"] or None)
        except DatabaseError as error:
            raise CommandError(f"The tables of apps cannot be read: run migrate first. ({error})") from error
        count = 0
        for report in reports:
            self.stdout.write(self.style.MIGRATE_HEADING(report.name))
            if report.module:
                self.stdout.write(f"  made in    {report.module}")
                self.stdout.write(f"  URL        {report.url or '-'}")
                self.stdout.write(f"  for        {report.access}")
            for state in report.states:
                self.stdout.write(f"  state      {state.slug}  {state.url}".rstrip())
            for problem in report.all_problems():
                count += 1
                self.stdout.write(self.style.ERROR(f"  problem    {problem}"))
        summary = "1 problem" if count == 1 else f"{count} problems"
        if count and options["check"]:
            raise CommandError(f"{summary}.")
        self.stdout.write(summary if count else "No problems.")
