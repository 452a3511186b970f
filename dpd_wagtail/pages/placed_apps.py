"""The Dash blocks of a page, at any depth of its StreamFields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField

from django_plotly_dash.state.values import merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail.blocks import Block, StructValue
    from wagtail.models import Page

    from django_plotly_dash.state.values import Values
    from dpd_wagtail.models import SavedState


class AppBlock(StructBlock):
    """The base class of blocks that show a Dash app, by which they are found on a page.

    The value of such a block has ``app`` and ``initial_arguments``, and ``state`` where the site has kept that field.
    """


@dataclass(frozen=True, slots=True)
class PlacedApp:
    """A Dash block on a page.

    Attributes:
        index: position of the block among the Dash blocks of the page, from 0.
        value: its value, the same object as in the page.
        takes_states: whether the block has the field for a saved state, which a site can remove.
    """

    index: int
    value: StructValue
    takes_states: bool

    @property
    def app_pk(self) -> int | None:
        """Key of its app."""
        return getattr(self.value.get("app"), "pk", None)

    @property
    def state_pk(self) -> int | None:
        """Key of its saved state."""
        return getattr(self.value.get("state"), "pk", None)

    def use(self, state: SavedState, values: Values) -> None:
        """Show a state in the block. Initial arguments of the same properties are removed: they would override it."""
        self.value["state"] = state
        arguments = merge(self.value.get("initial_arguments") or {})
        for component_id, properties in values.items():
            kept = {name: value for name, value in arguments.pop(component_id, {}).items() if name not in properties}
            if kept:
                arguments[component_id] = kept
        self.value["initial_arguments"] = arguments


def placed_apps(page: Page) -> list[PlacedApp]:
    """Return the Dash blocks of a page in their order.

    Args:
        page: an instance of its specific class, not of ``Page``.
    """
    found = [
        pair
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
        for pair in _dash_blocks(getattr(page, field.name), field.stream_block)
    ]
    return [
        PlacedApp(index, value, takes_states="state" in block.child_blocks)
        for index, (value, block) in enumerate(found)
    ]


def _dash_blocks(value: Any, block: Block) -> Iterator[tuple[StructValue, AppBlock]]:
    if not value:
        return
    if isinstance(block, AppBlock):
        yield value, block
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _dash_blocks(value.get(name), child)
    elif isinstance(block, StreamBlock):
        for child in value:
            yield from _dash_blocks(child.value, child.block)
    elif isinstance(block, ListBlock):
        for bound in value.bound_blocks:
            yield from _dash_blocks(bound.value, bound.block)
