"""The properties of components that editors may not set, and those that the state editor does not save or send."""

from __future__ import annotations

# An editor may not put markup, frames, links or form targets into a page, and an id is not a value. Compared in lower
# case, because component packages spell the names of HTML attributes differently.
REFUSED_PROPERTIES = frozenset({"children", "srcdoc", "src", "href", "action", "formaction", "id"})
REFUSED_PREFIX = "dangerously"

# Initial arguments may set these, but a state does not save them: in a running app, callbacks have set them from data
# that keeps changing.
NEVER_SAVED = frozenset({"options"})

# Not saved of dcc.Location, where they are the URL at which the app is shown. Other components may have properties with
# the same names that hold values.
NEVER_SAVED_OF_LOCATION = frozenset({"pathname", "search", "hash"})

# What the script does not send, because the server would refuse it and it is often large. The script compares names
# exactly, so they are spelled here as React and Dash spell them. Properties with the refused prefix are rare: they are
# sent and refused.
_SPELLED = {"srcdoc": "srcDoc", "formaction": "formAction"}
NEVER_SENT = sorted(_SPELLED.get(name, name) for name in REFUSED_PROPERTIES | NEVER_SAVED)


def is_refused(name: str) -> bool:
    """Whether an editor may not set a property of any component.

    Args:
        name: the property.
    """
    lowered = name.lower()
    return lowered in REFUSED_PROPERTIES or lowered.startswith(REFUSED_PREFIX)
