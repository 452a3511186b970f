"""The picture of the rooms, as SVG with text that is text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

from tests.documentation.rooms.arrangement import Arrangement, Node, arrange
from tests.documentation.rooms.sources import (
    CORE,
    PACKAGES,
    Room,
    arrows,
    core_imports,
    door_names,
    levels,
    room,
    room_names,
)

WIDTH = 736  # of the text in the documentation, in CSS pixels
_EDGE = 14
_BOX, _HEIGHT, _GAP = 160, 44, 12
_BETWEEN = 34  # rows
_STYLE = """
svg { color-scheme: light dark; --paper: #ffffff; --core: #f6f5fa; --box: #ffffff; --edge: #8d83a6;
  --text: #1c1a22; --soft: #57536a; --door: #e6e1f3;
  --line0: #6b3fa0; --line1: #1769aa; --line2: #2e7d32; --line3: #b45309; --line4: #b3265a;
  --line5: #4b5563; --line6: #0f766e; }
@media (prefers-color-scheme: dark) { svg { --paper: #131416; --core: #1b1a22; --box: #262431; --edge: #7d7399;
  --text: #f1eff7; --soft: #bdb8cc; --door: #373050;
  --line0: #c4a5f0; --line1: #7cc0f5; --line2: #86d18a; --line3: #f0b069; --line4: #f58fb4;
  --line5: #b9c0cb; --line6: #5fd3c6; } }
text { fill: var(--text); font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.soft { fill: var(--soft); font: 12px system-ui, "DejaVu Sans", Arial, sans-serif; }
.title { font-weight: 700; }
.paper { fill: var(--paper); }
.core { fill: var(--core); stroke: var(--edge); }
.box { fill: var(--box); stroke: var(--edge); }
.door { fill: var(--door); }
.line { fill: none; stroke-width: 1.6; }
"""
_COLOURS = 7  # of arrows, by the room that they lead to
_PLAIN = 5


def _figures(of: Room) -> str:
    return f"{of.modules} module{'s' if of.modules != 1 else ''} · {of.rounded_lines} lines"


class _Drawing:
    """Elements of the picture, and how far down it reaches."""

    def __init__(self) -> None:
        self.elements: list[str] = []
        self.y = 1.0

    def rectangle(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        self.elements.append(f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>')

    def text(self, text: str, x: float, y: float, kind: str = "", anchor: str = "") -> None:
        attributes = "".join(
            f' {name}="{value}"' for name, value in (("class", kind), ("text-anchor", anchor)) if value
        )
        self.elements.append(f'<text x="{x:g}" y="{y:g}"{attributes}>{escape(text)}</text>')

    def line(self, way: str, colour: int) -> None:
        self.elements.append(f'<path class="line" style="stroke: var(--line{colour})" d="{way}"/>')

    def head(self, x: float, y: float, colour: int) -> None:
        """The head of an arrow that ends at a point from above."""
        self.elements.append(f'<path style="fill: var(--line{colour})" d="M{x - 4.5:g} {y - 8:g}h9l-4.5 8z"/>')


def draw() -> str:
    """Return the picture of the four packages and of the rooms of the core."""
    drawing = _Drawing()
    for package in PACKAGES[:-1]:
        _draw_package(drawing, package)
    top = drawing.y
    drawing.y += 26
    frame = len(drawing.elements)
    imports, rooms = core_imports(), levels()
    whole = room(CORE)
    drawing.text(CORE, _EDGE, drawing.y, "title")
    drawing.text(_figures(whole), WIDTH - _EDGE, drawing.y, "soft", "end")
    _draw_doors(drawing, imports)
    _draw_levels(drawing, rooms, arrows(imports, room_names(CORE)))
    drawing.y += _EDGE
    core, drawing.elements = drawing.elements[frame:], drawing.elements[:frame]
    drawing.rectangle("core", 0.5, top, WIDTH - 1, drawing.y - top)
    height = drawing.y + 1
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}"'
            f' width="{WIDTH}" height="{height:g}" role="img" aria-labelledby="title desc">',
            '<title id="title">The packages, and the rooms of the core</title>',
            f'<desc id="desc">{escape(_described(rooms, imports))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height:g}"/>',
            *drawing.elements,
            *core,
            "</svg>\n",
        ]
    )


def _described(rooms: Sequence[Sequence[str]], imports: dict[str, set[str]]) -> str:
    needed = arrows(imports, room_names(CORE))
    lines = [f"{name} imports {', '.join(sorted(needed[name]))}." for row in rooms for name in row if needed[name]]
    return (
        f"Each package imports the ones below: {', '.join(PACKAGES)}. Rooms of the core from the top: {' '.join(lines)}"
    )


def _draw_package(drawing: _Drawing, package: str) -> None:
    """A band over the whole width, with an arrow to the next."""
    whole, names = room(package), room_names(package)
    height = 44 if names else 28
    drawing.rectangle("box", 0.5, drawing.y, WIDTH - 1, height)
    drawing.text(package, _EDGE, drawing.y + 18, "title")
    drawing.text(_figures(whole), WIDTH - _EDGE, drawing.y + 18, "soft", "end")
    if names:
        drawing.text("   ".join(f"{name}/" for name in names), _EDGE, drawing.y + 36)
    drawing.y += height + 20
    drawing.line(f"M{WIDTH / 2:g} {drawing.y - 20:g}v14", _PLAIN)
    drawing.head(WIDTH / 2, drawing.y, _PLAIN)


def _draw_doors(drawing: _Drawing, imports: dict[str, set[str]]) -> None:
    """The doors as a row: those for the site alone, and those that rooms import too."""
    used = {name for one in room_names(CORE) for name in imports.get(one, ())}
    doors = {False: [], True: []}
    for name in door_names():
        doors[name.rstrip("/") in used].append(name)
    for is_used, caption in ((False, "Doors, the names that a site uses:"), (True, "Doors that rooms import too:")):
        drawing.y += 22
        drawing.text(caption, _EDGE, drawing.y, "soft")
        drawing.y += 8
        x = float(_EDGE)
        for name in doors[is_used]:
            width = 8 * len(name) + 12
            if x + width > WIDTH - _EDGE:
                x, drawing.y = float(_EDGE), drawing.y + 27
            drawing.rectangle("door", x, drawing.y, width, 22)
            drawing.text(name, x + width / 2, drawing.y + 15.5, anchor="middle")
            x += width + 6
        drawing.y += 22


def _draw_levels(drawing: _Drawing, rooms: Sequence[Sequence[str]], needed: dict[str, set[str]]) -> None:
    drawing.y += 22
    drawing.text(
        "Rooms, each of which imports only rooms below it (arrows that a longer way shows already are left out):",
        _EDGE,
        drawing.y,
        "soft",
    )
    drawing.y += 10
    arranged = arrange(rooms, needed, left=_EDGE, right=WIDTH - _EDGE, box=_BOX, gap=_GAP, lane=10)
    tops = [drawing.y + level * (_HEIGHT + _BETWEEN) for level in range(len(rooms))]
    _draw_lines(drawing, arranged, tops)
    for level, names in enumerate(rooms):
        for name in names:
            x, here = arranged.x[Node(level, name, True)], room(CORE, name)
            drawing.rectangle("box", x - _BOX / 2, tops[level], _BOX, _HEIGHT)
            drawing.text(name, x, tops[level] + 19, "title", "middle")
            drawing.text(_figures(here), x, tops[level] + 35, "soft", "middle")
    drawing.y = tops[-1] + _HEIGHT


def _draw_lines(drawing: _Drawing, arranged: Arrangement, tops: Sequence[float]) -> None:
    colours = _colours(arranged)
    starts: dict[Node, list[Node]] = defaultdict(list)
    for above, below in sorted(arranged.segments):
        starts[above].append(below)
    for above, ends in starts.items():
        ends.sort(key=lambda below: arranged.x[below])
        for number, below in enumerate(ends):
            # Arrows leave a box side by side, and come to one in its middle.
            x = arranged.x[above] + (18 * (number - (len(ends) - 1) / 2) if above.is_box else 0)
            y = tops[above.level] + _HEIGHT
            to_x, to_y = arranged.x[below], tops[below.level] - (6 if below.is_box else 0)
            middle = (y + to_y) / 2
            way = f"M{x:.1f} {y:g}C{x:.1f} {middle:g} {to_x:.1f} {middle:g} {to_x:.1f} {to_y:g}"
            if not below.is_box:
                way += f"v{_HEIGHT}"
            drawing.line(way, colours[below.name])
            if below.is_box:
                drawing.head(round(to_x, 1), tops[below.level], colours[below.name])


def _colours(arranged: Arrangement) -> dict[str, int]:
    """Return the colour of the arrows to each room; those that pass the same levels differ."""
    passed: dict[str, set[int]] = defaultdict(set)
    for above, below in arranged.segments:
        passed[below.name].add(above.level)
    colours: dict[str, int] = {}
    for name in sorted(passed, key=lambda name: (-len(passed[name]), name)):
        shared = [len(passed[name] & passed[other]) * [colour] for other, colour in colours.items()]
        near = [colour for each in shared for colour in each]
        colours[name] = min(
            range(_COLOURS), key=lambda colour: (near.count(colour), list(colours.values()).count(colour))
        )
    return colours
