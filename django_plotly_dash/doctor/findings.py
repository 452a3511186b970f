"""What the doctor found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be changed, or that may be changed.

    Attributes:
        id: names the kind of finding: ``settings.layer``, ``source.flask-request``.
        must: whether something does not work, or is not safe, until it is changed.
        what: one sentence or two.
        where: a file, relative to the site's folder where it is in it, or ``settings``.
        line: the line of the file, from 1; 0 where it is of no one line.
        paste: the lines to paste in its place; empty where there are none.
    """

    id: str
    must: bool
    what: str
    where: str = "settings"
    line: int = 0
    paste: str = ""
