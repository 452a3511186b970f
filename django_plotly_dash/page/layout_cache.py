"""A cache of a layout: its JSON, over which values are laid without walking through the components.

``state.values.lay_over`` defines what laying over means; here the same is done to JSON. The places of all properties
of components with an id are known, so that one value replaces another by cutting the text.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from operator import is_
from typing import Any

import orjson
from dash.development.base_component import Component
from django.utils.functional import Promise

from django_plotly_dash.mount.mount import PREFIX_PATTERN, PREFIX_PLACEHOLDER, resolve_prefix
from django_plotly_dash.state.values import Values, component_key, has_property, holders, lay_over
from django_plotly_dash.utils.dash_private import to_json
from django_plotly_dash.utils.watch import ATOMS, Opaque, Watch

_HOLE = b"null"
_LONGEST_PAUSE = 63
# Characters that Dash escapes although JSON need not (plotly.io._json._safe), and all that is not ASCII.
_ESCAPED = re.compile(rb"[^ -.0-;=?-~]")


@dataclass(slots=True)
class _Place:
    """Where a component with an id stands in the text.

    Attributes:
        component: the component.
        start: the position before the first property, where a new one is inserted.
        spans: where the value of each property begins and ends.
    """

    component: Component
    start: int = 0
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


class KeptLayout:
    """The JSON of one layout, and how to serve it for given values.

    What may differ from one request to the next is left out of it, and written for each request: lazily translated
    strings, figures, arrays, objects of the app's own classes.

    Args:
        layout: a component, or a list of them.

    Raises:
        TypeError: Dash cannot write it as JSON.
    """

    def __init__(self, layout: Any) -> None:
        self._watch = Watch()
        self._places: list[_Place] = []
        self._index: dict[str, list[_Place]] = {}
        self._holes: list[tuple[int, Any, bool]] = []
        self._opaque: list[tuple[Any, bool]] = []
        self._marked: list[tuple[int, str]] = []
        self._token = secrets.token_hex(8)
        self._text = b""
        self._prefixes: list[tuple[int, int]] = []
        skeleton = self._tree(layout)
        self._cut(to_json(skeleton).encode())
        self._marked.clear()

    def is_current(self) -> bool:
        """Return whether nobody has changed the layout in place since its text was written."""
        return self._watch.is_unchanged()

    def render(self, values: Values, prefix: str) -> bytes:
        """Return the JSON of the layout.

        Args:
            values: component id to ``{property: value}``, laid over as ``state.values.lay_over`` does.
            prefix: URL path of the mount, percent-encoded.
        """
        edits = self._laid_over(values, prefix)
        # These come last, since the first of two edits at one place counts.
        for start, value, is_tree in self._holes:
            written = _written(lay_over(value, values) if is_tree else value)
            edits.append((start, start + len(_HOLE), resolve_prefix(written, prefix)))
        edits += [(start, end, resolve_prefix(self._text[start:end], prefix)) for start, end in self._prefixes]
        if not edits:
            return self._text
        # An edit inside a value that is replaced is dropped.
        edits.sort(key=lambda edit: (edit[0], -edit[1]))
        pieces: list[bytes] = []
        done = 0
        for start, end, text in edits:
            if start >= done:
                pieces += (self._text[done:start], text)
                done = end
        pieces.append(self._text[done:])
        return b"".join(pieces)

    def _laid_over(self, values: Values, prefix: str) -> list[tuple[int, int, bytes]]:
        edits = []
        for component_id, properties in values.items():
            for place in self._index.get(component_id, ()):
                for name, value in properties.items():
                    if name == "id" or not has_property(place.component, name):
                        continue
                    text = resolve_prefix(_written(value), prefix)
                    if name in place.spans:
                        edits.append((*place.spans[name], text))
                    else:
                        edits.append((place.start, place.start, b"%b:%b," % (to_json(name).encode(), text)))
        return edits

    # The text, with marks where values begin and end -----------------------------------------------------------------

    def _tree(self, node: Any) -> Any:
        """What represents a node of the layout in the text. It looks for components where ``lay_over`` does."""
        kind = type(node)
        if kind in ATOMS:
            return node
        if isinstance(node, Component):
            return self._component(node) if _is_plain(node) else self._hole(node, is_tree=True)
        if kind is list:
            self._watch.add_list(node)
            return [self._tree(item) for item in node]
        if kind is tuple:
            return [self._tree(item) for item in node]
        if kind is dict and all(type(key) is str for key in node):
            self._watch.add_dict(node)
            return {key: self._tree(item) for key, item in node.items()}
        return self._hole(node, is_tree=isinstance(node, (list, tuple, dict)))

    def _component(self, node: Component) -> Any:
        component_id = getattr(node, "id", None)
        try:
            self._watch.add_data(component_id)
        except Opaque:
            return self._hole(node, is_tree=True)
        self._watch.add_component(node)
        holding = holders(node)
        written = node.to_plotly_json()
        place = None
        if component_id is not None:
            place = _Place(node)
            self._places.append(place)
            self._index.setdefault(component_key(component_id), []).append(place)
        number = len(self._places) - 1
        properties = {}
        for name, value in written["props"].items():
            if name in holding:
                plain = self._tree(value)
            else:
                try:
                    self._watch.add_data(value)
                    plain = value
                except Opaque:
                    plain = self._hole(value, is_tree=False)
            if place is not None:
                self._marked.append((number, name))
                plain = [f"{self._token}{len(self._marked) - 1}", plain, self._token]
            properties[name] = plain
        return {**written, "props": properties}

    def _hole(self, value: Any, *, is_tree: bool) -> str:
        self._opaque.append((value, is_tree))
        return f"{self._token}h{len(self._opaque) - 1}"

    def _cut(self, marked: bytes) -> None:
        """Remove the marks from the text, and note where they were."""
        token = self._token.encode()
        marks = re.compile(rb'\["%b(\d+)",|,"%b"\]|"%bh(\d+)"' % (token, token, token))
        pieces: list[bytes] = []
        begun: list[tuple[int, str, int]] = []
        length = done = 0
        for mark in marks.finditer(marked):
            pieces.append(marked[done : mark.start()])
            length += mark.start() - done
            done = mark.end()
            if mark[1] is not None:
                number, name = self._marked[int(mark[1])]
                begun.append((number, name, length))
                if name == "id":
                    self._places[number].start = length - len(b'"id":')
            elif mark[2] is not None:
                value, is_tree = self._opaque[int(mark[2])]
                self._holes.append((length, value, is_tree))
                pieces.append(_HOLE)
                length += len(_HOLE)
            else:
                number, name, start = begun.pop()
                self._places[number].spans[name] = (start, length)
        pieces.append(marked[done:])
        self._text = b"".join(pieces)
        self._prefixes = [match.span() for match in PREFIX_PATTERN.finditer(self._text)]


class LayoutKeeper:
    """Keeps the text of one app's layout until the layout changes.

    If the layout changes before its text could be used, as in an app that changes it with each request, the text is
    made less and less often.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[Any, ...], KeptLayout] | None = None
        self._to_skip = 0
        self._pause = 0

    def kept(self, sources: tuple[Any, ...], make: Callable[[], Any]) -> KeptLayout | None:
        """Return the text of a layout, or None if making it is not worthwhile now.

        Args:
            sources: the objects that the layout is made of. If they are others, it is another layout.
            make: returns the layout.

        Raises:
            TypeError: Dash cannot write the layout as JSON.
        """
        kept = self._kept
        if kept is not None:
            if len(kept[0]) == len(sources) and all(map(is_, kept[0], sources)) and kept[1].is_current():
                self._pause = 0
                return kept[1]
            self._kept = None
            self._to_skip = self._pause
            self._pause = min(2 * self._pause + 1, _LONGEST_PAUSE)
        if self._to_skip > 0:
            self._to_skip -= 1
            return None
        self._kept = (sources, KeptLayout(make()))
        return self._kept[1]


def layout_json(layout: Any) -> bytes:
    """Return the JSON of a layout, which may contain lazily translated strings (Dash refuses them).

    Raises:
        TypeError: Dash cannot write it.
    """
    try:
        return str(to_json(layout)).encode()
    except TypeError:
        return KeptLayout(layout).render({}, PREFIX_PLACEHOLDER)


def _is_plain(component: Component) -> bool:
    """Whether the JSON of a component depends on its own attributes only."""
    return _class_is_plain(type(component), tuple(getattr(component, "_prop_names", ("__class__",))))


@lru_cache(maxsize=1024)
def _class_is_plain(kind: type[Component], names: tuple[str, ...]) -> bool:
    return (
        kind.to_plotly_json is Component.to_plotly_json
        and kind.__getattribute__ is object.__getattribute__
        and not hasattr(kind, "__getattr__")
        and not any(hasattr(kind, name) for name in names)
    )


def _written(value: Any) -> bytes:
    if type(value) in ATOMS:
        # The same as Dash writes, without its search for numpy types and others each time.
        with suppress(TypeError):  # an integer of more than 64 bits
            plain = orjson.dumps(value)
            if not _ESCAPED.search(plain):
                return plain
    try:
        text = to_json(value)
    except TypeError:
        text = to_json(_translated(value))
    return str(text).encode()


def _translated(value: Any) -> Any:
    """A value with its lazy strings translated into the current language."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Component):
        value = value.to_plotly_json()
    if isinstance(value, dict):
        return {key: _translated(item) for key, item in value.items()}
    return [_translated(item) for item in value] if isinstance(value, (list, tuple)) else value
