"""The apps of the manual's demonstration pages, each in a module of its own, which its page shows."""

from cms_demo.dash_apps.manual import (
    bootstrap_application,
    ex2,
    live_input,
    live_output,
    local_state,
    multiple_callback_values,
    multiple_callback_values_expanded,
    plain_html,
    session_state,
    simple_example,
    wave,
)

__all__ = [
    "bootstrap_application",
    "ex2",
    "live_input",
    "live_output",
    "local_state",
    "multiple_callback_values",
    "multiple_callback_values_expanded",
    "plain_html",
    "session_state",
    "simple_example",
    "wave",
]
