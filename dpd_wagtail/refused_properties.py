"""Which properties of components an editor may not set, and which of them the state editor does not save or send."""

from __future__ import annotations

# An editor may put no markup, frame, link or address of a form into a page, and an id is not a value. Compared in lower
# case: component packages spell the names of HTML attributes as they like.
REFUSED_PROPERTIES = frozenset({"children", "srcdoc", "src", "href", "action", "formaction", "id"})
REFUSED_PREFIX = "dangerously"

# Initial arguments may set them, a state does not save them: in an app that runs, callbacks have filled them in from
# data that goes on changing.
NEVER_SAVED = frozenset({"options"})

# Of dcc.Location alone, a state does not save these either: they say where the app is shown. Other components may have
# properties of these names that hold values.
NEVER_SAVED_OF_LOCATION = frozenset({"pathname", "search", "hash"})

# What the script leaves out because the server would refuse it, and it is often large. The script compares the names as
# they are, so those of several words stand here as React and Dash spell them. Names with the refused prefix are few and
# small: they are sent, and refused.
_SPELLED = {"srcdoc": "srcDoc", "formaction": "formAction"}
NEVER_SENT = sorted(_SPELLED.get(name, name) for name in REFUSED_PROPERTIES | NEVER_SAVED)


def is_refused(name: str) -> bool:
    """Whether an editor may not set a property, of whatever component.

    Args:
        name: the property.
    """
    lowered = name.lower()
    return lowered in REFUSED_PROPERTIES or lowered.startswith(REFUSED_PREFIX)
