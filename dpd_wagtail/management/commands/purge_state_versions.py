"""``manage.py purge_state_versions``: deletes old versions of saved states, like purge_revisions for pages."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils import timezone

from dpd_wagtail.models import StateVersion

_MOST_DAYS = 36_500


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > _MOST_DAYS:
        raise ArgumentTypeError(f"must be a number of days from 0 to {_MOST_DAYS}, not {text!r}")
    return int(text)


class Command(BaseCommand):
    """Delete the versions that the state editor has stored, except for the newest of each state."""

    help = "Deletes the versions of saved states that the state editor has stored, except for the newest of each state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--days``."""
        parser.add_argument("--days", type=_days, help="only delete versions that are older than this number of days")

    def handle(self, *_args: Any, days: int | None, **_options: Any) -> None:
        """Delete them and print the number."""
        newest = StateVersion.objects.order_by().values("state").annotate(newest=Max("pk")).values("newest")
        versions = StateVersion.objects.exclude(pk__in=newest)
        if days is not None:
            versions = versions.filter(saved_at__lt=timezone.now() - timedelta(days=days))
        count, _by_model = versions.delete()
        what = {0: "No versions of saved states were", 1: "1 version of a saved state was"}
        self.stdout.write(f"{what.get(count, f'{count} versions of saved states were')} deleted.")
