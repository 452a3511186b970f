"""The saved states of the manual's demonstration, which ``PLOTLY_DASH["insert_demo_migrations"]`` adds to a database.

Names, slugs and values are those of django-plotly-dash, so that pages written for it find their states.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class ExampleState(NamedTuple):
    """One saved state.

    Attributes:
        instance_name: its name.
        slug: its slug.
        state: component id to ``{property: value}``.
        save_on_change: whether changes by callbacks are saved.
    """

    instance_name: str
    slug: str
    state: dict[str, dict[str, Any]]
    save_on_change: bool = False


# The name and the slug of each app, and its saved state or None.
EXAMPLES: list[tuple[str, str, ExampleState | None]] = [
    (
        "SimpleExample",
        "simple-example",
        ExampleState(
            "SimpleExample-1",
            "simpleexample-1",
            {"dropdown-color": {"value": "blue"}, "dropdown-size": {"value": "small"}},
        ),
    ),
    (
        "LiveOutput",
        "liveoutput",
        ExampleState(
            "liveoutput-2",
            "liveoutput-2",
            {
                "named_count_pipe": {"label": "named_counts", "channel_name": "live_button_counter", "value": None},
                "state_uid": {"value": "635c89ae-c996-4488-84df-041c1153fdef"},
            },
            save_on_change=True,
        ),
    ),
    ("LiveInput", "liveinput", None),
    ("Ex2", "ex2", ExampleState("Ex2-1", "ex2-3", {"dropdown-one": {"value": "Nitrogen"}}, save_on_change=True)),
    (
        "MultipleCallbackValues",
        "multiple-callback-values",
        ExampleState("Multiple Callback Values Example 1", "multiple-callback-values-1", {}),
    ),
    (
        "MultipleCallbackValuesExpanded",
        "multiple-callback-values-expanded",
        ExampleState("Multiple Callback Values Example 2", "multiple-callback-values-expanded", {}),
    ),
]


def add_examples(stateless_apps: Any, dash_apps: Any) -> list[str]:
    """Add the missing rows, and return the slugs of the saved states that were added.

    Args:
        stateless_apps: the manager of ``StatelessApp``, of the current or of a historical model.
        dash_apps: the manager of ``DashApp``.
    """
    added = []
    for app_name, slug, example in EXAMPLES:
        app, _made = stateless_apps.get_or_create(app_name=app_name, defaults={"slug": slug})
        if example is None or dash_apps.filter(slug=example.slug).exists():
            continue
        dash_apps.create(
            stateless_app=app,
            instance_name=example.instance_name,
            slug=example.slug,
            base_state=json.dumps(example.state),
            save_on_change=example.save_on_change,
        )
        added.append(example.slug)
    return added


def remove_examples(stateless_apps: Any, dash_apps: Any) -> None:
    """Delete these rows, but no app that has other saved states.

    Args:
        stateless_apps: the manager of ``StatelessApp``.
        dash_apps: the manager of ``DashApp``.
    """
    for app_name, _slug, example in EXAMPLES:
        if example is not None:
            dash_apps.filter(
                slug=example.slug, instance_name=example.instance_name, stateless_app__app_name=app_name
            ).delete()
        stateless_apps.filter(app_name=app_name, dashapp__isnull=True).delete()
