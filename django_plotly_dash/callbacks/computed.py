"""Which properties an app computes itself whenever it is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


def computed_at_start(app: BaseApp) -> Callable[[str, str], bool]:
    """Return a function that tells whether a property is computed, given its component's id (``state.component_key``).

    A property is computed if a callback on the server sets it and Dash runs that callback when the app is opened.
    Clientside callbacks do not count, nor does what a callback sets with ``running`` or ``set_props``.
    """
    app.backend.set_up_once()
    exact: set[tuple[str, str]] = set()
    patterns: list[tuple[dict[str, object], str]] = []
    for spec in app._callback_list:
        callback = app.callback_map.get(spec["output"], {})
        if spec["prevent_initial_call"] or spec["no_output"] or "callback" not in callback:
            continue
        outputs = callback["output"]
        for output in outputs if isinstance(outputs, (list, tuple)) else [outputs]:
            declared = output.to_dict()
            name = declared["property"].split("@")[0]  # allow_duplicate appends a hash
            if declared["id"].startswith("{"):
                patterns.append((orjson.loads(declared["id"]), name))
            else:
                exact.add((declared["id"], name))

    def is_computed(component_id: str, name: str) -> bool:
        if (component_id, name) in exact:
            return True
        if not patterns or not component_id.startswith("{"):
            return False
        parts = orjson.loads(component_id)
        return any(name == wanted and _fits(parts, pattern) for pattern, wanted in patterns)

    return is_computed


def _fits(parts: dict[str, object], pattern: dict[str, object]) -> bool:
    # A wildcard is written as a list: ["MATCH"].
    return parts.keys() == pattern.keys() and all(
        isinstance(want, list) or parts[key] == want for key, want in pattern.items()
    )
