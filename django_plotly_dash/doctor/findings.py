"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must be changed, or may be changed.

    Attributes:
        id: the kind of finding, as in ``settings.layer`` or ``source.flask-request``.
        must: whether something does not work, or is not secure, until this is changed.
        what: one or two sentences.
        where: a file, relative to the site's folder if it is inside it, or ``settings``.
        line: the line in the file, from 1; 0 if the finding is not about a single line.
        paste: the lines to paste instead; may be empty.
    """

    id: str
    must: bool
    what: str
    where: str = "settings"
    line: int = 0
    paste: str = ""
