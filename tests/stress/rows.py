"""The rows of a site's database, read beside the site and without Django."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Execute one statement and return the rows that it gives."""
    kind, _colon, place = url.partition(":")
    if kind == "sqlite":
        # Closed too, and not only committed: a connection that nobody closes is a warning.
        with closing(sqlite3.connect(place.removeprefix("//"), timeout=60)) as connection, connection:
            return connection.execute(statement).fetchall()
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def base_state(url: str, slug: str = "shared") -> str:
    """Return the text of a saved state."""
    statement = f"SELECT base_state FROM django_plotly_dash_dashapp WHERE slug = '{slug}'"  # noqa: S608  ours
    [[text]] = execute(url, statement)
    return str(text)
