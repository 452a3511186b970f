"""Whether the tables of apps exist, and what is wrong with each app."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from django_plotly_dash.doctor.findings import Finding

_MIGRATE = "python manage.py migrate"


def database_findings(*, inspect: bool) -> Iterator[Finding]:
    """Yield what is wrong in the database and with the registered apps.

    Args:
        inspect: whether to inspect the apps too; otherwise only the tables are checked.
    """
    try:
        executor = MigrationExecutor(connection)
        targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "django_plotly_dash"]
        waiting = [str(migration) for migration, _backwards in executor.migration_plan(targets)]
    except DatabaseError as error:
        yield Finding("database.unreachable", True, f"The database cannot be reached: {error}", where="database")
        return
    if waiting:
        yield Finding(
            "database.migrations",
            True,
            f"The tables of apps are not up to date: {len(waiting)} migrations have not been run.",
            where="database",
            paste=_MIGRATE,
        )
        return
    if not inspect:
        return
    from django_plotly_dash.checks.app_reports import inspect_apps

    for report in inspect_apps():
        for problem in report.all_problems():
            if problem.startswith("It has no URL"):
                continue  # url_findings() has a finding for it
            # A row without an app does no harm until a page uses it; an app without a row is missing only for editors.
            without_row = problem.startswith("It has no row")
            must, where = bool(report.module) and not without_row, report.module or "database"
            what, paste = f"Dash app {report.name!r}: {problem}", _MIGRATE if without_row else ""
            yield Finding("app.problem", must, what, where=where, paste=paste)
