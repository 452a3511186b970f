"""Serve the apps of this folder: ``python -m tests.twins.serve flask PORT TOPIC``, ``… django PORT TOPIC …``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from werkzeug.serving import run_simple

HERE = Path(__file__).parent


def load(topic: str, *, edit: Callable[[str], str] = str) -> ModuleType:
    """Import the file of a topic, with its text changed."""
    path = HERE / f"{topic}.py"
    module = ModuleType(topic)
    module.__file__ = str(path)
    sys.modules[topic] = module
    exec(compile(edit(path.read_text()), path, "exec"), module.__dict__)  # noqa: S102  our own files
    return module


def on_flask(topic: str) -> Any:
    """The app as it is, on Flask."""
    return load(topic).app.server


def on_django(topics: list[str]) -> Any:
    """The apps in one Django site, with nothing changed but the name of the class."""
    import django
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    django.setup()
    for topic in topics:
        load(
            topic,
            edit=lambda text: (
                "from django_plotly_dash import DjangoDash\n" + text.replace("Dash(__name__", "DjangoDash(__name__")
            ),
        )
    return StaticFilesHandler(get_wsgi_application())


if __name__ == "__main__":
    kind, port, *names = sys.argv[1:]
    run_simple("127.0.0.1", int(port), on_flask(names[0]) if kind == "flask" else on_django(names), threaded=True)
