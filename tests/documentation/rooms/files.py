"""The files of the documentation that are made from the imports, as a whole or in part."""

from __future__ import annotations

import re
from pathlib import Path

from tests.documentation.rooms.picture import draw
from tests.documentation.rooms.sources import ROOT
from tests.documentation.rooms.table import table

PICTURE = ROOT / "docs" / "images" / "rooms.svg"
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
_TABLE = re.compile(
    r"(?<=<!-- The table is made by `make rooms`. -->\n\n).*?(?=\n<!-- End of the table. -->\n)", re.DOTALL
)


def made() -> dict[Path, str]:
    """Return the text of each file as it is made now; of the page, only the table is.

    Raises:
        ValueError: the page does not have exactly one place for the table.
    """
    page, tables = _TABLE.subn(lambda _match: f"{table()}\n", PAGE.read_text())
    if tables != 1:
        raise ValueError(f"{PAGE} must have the two comments around the table once, not {tables} times.")
    return {PICTURE: draw(), PAGE: page}


def without_lines(text: str) -> str:
    """Return the text of a file without numbers of lines, which change too often to be compared."""
    return re.sub(r"[\d,]+(?= lines<)|[\d,]+(?= \|$)", "…", text, flags=re.MULTILINE)
