"""The name under which 1.0.0 queued jobs: a worker of this release runs those that still wait."""

from django_plotly_dash.background.worker import run_job

__all__ = ["run_job"]
