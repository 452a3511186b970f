"""The table of the rooms in the page on the architecture, in Markdown."""

from __future__ import annotations

from tests.documentation.rooms.sources import CORE, PACKAGES, Room, levels, room, room_names


def table() -> str:
    """Return the table: each package from the core up, and its rooms, those of the core from the highest level down."""
    core = [name for names in levels() for name in names]
    rows = ["| | what it contains | modules | lines |", "| --- | --- | --: | --: |"]
    for package in reversed(PACKAGES):
        rows.append(_row(room(package)))
        rows += [_row(room(package, name)) for name in (core if package == CORE else room_names(package))]
    return "\n".join(rows)


def _row(of: Room) -> str:
    name = f"`{of.name}/`" if of.name else f"**`{of.package}/`**"
    sentence = of.sentence.replace("``", "`").replace("|", "\\|")
    return f"| {name} | {sentence} | {of.modules} | {of.rounded_lines} |"
