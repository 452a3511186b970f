"""``python -m cms_demo``: prepare the demonstration site and serve it.

With a command, e.g. ``python -m cms_demo migrate``, it is the site's manage.py.
"""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main(arguments: list[str]) -> int:
    """Serve the site, or run a command of Django's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_demo.settings")
    if arguments:
        execute_from_command_line(["python -m cms_demo", *arguments])
        return 0
    from cms_demo.serving.server import serve

    return serve(os.environ.get("PORT") or "8000")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
