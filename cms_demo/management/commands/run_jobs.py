"""``run_jobs``: the worker of django-tasks-db for the demonstration's background callbacks."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from cms_demo.serving.companions import ask_to_end, when_input_ends
from django_plotly_dash.conf import plotly_dash_settings

PATIENCE = 2.0  # seconds for a job to end with the site


class Command(Worker):
    """Run jobs until Ctrl-C, or until the site that started this command ends."""

    help = "Runs the background callbacks of the demonstration; this is db_worker for the task backend of jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the arguments of db_worker, with defaults for the demonstration."""
        super().add_arguments(parser)
        parser.set_defaults(
            backend_name=plotly_dash_settings().background_task_backend,
            interval=0.3,
            reload=False,
            startup_delay=False,
            verbosity=0,
        )
        parser.add_argument(
            "--until-input-ends",
            action="store_true",
            help="End when the standard input ends, like the worker that the site starts.",
        )

    def handle(self, *, until_input_ends: bool, **options: Any) -> None:  # type: ignore[override]  # one argument more
        """Run jobs."""
        if until_input_ends:
            when_input_ends(lambda: ask_to_end(PATIENCE))
        super().handle(**options)
