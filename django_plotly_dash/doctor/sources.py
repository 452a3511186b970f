"""Code in a site's source files that belongs to another way to serve Dash. The files are read, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps

from django_plotly_dash.doctor.findings import Finding
from django_plotly_dash.doctor.names import Names
from django_plotly_dash.doctor.site_files import SiteFiles, Source

_PREFIXES = ("requests_pathname_prefix", "routes_pathname_prefix", "url_base_pathname", "server")

# Packages of Dash 1.
_PARTS = {
    "dash_core_components": "from dash import dcc",
    "dash_html_components": "from dash import html",
    "dash_table": "from dash import dash_table",
    "dash_renderer": "",
}
_COMPAT = {
    "dpd_components": "Its Pipe is also available as django_plotly_dash.components.Pipe.",
    "dpd_static_support": "It is no longer needed.",
}

# What Django has instead of the names that Flask code uses.
_OF_FLASK = {
    "request": (
        "add a parameter named 'request', which is Django's request: request.GET, request.headers",
        'def update(value, request):\n    region = request.GET.get("region")',
    ),
    "session": (
        "add a parameter named 'session_state', a dictionary that is kept in the visitor's session",
        'def update(value, session_state):\n    session_state["seen"] = value',
    ),
    "g": ("add a parameter named 'request', and set values for one request on it", "def update(value, request): ..."),
    "current_app": ("use django.conf.settings", "from django.conf import settings"),
    "abort": ("raise Http404 or PermissionDenied", "from django.core.exceptions import PermissionDenied"),
}
_MOUNTING = frozenset({"DispatcherMiddleware", "WSGIMiddleware"})
_IN_DJANGO = """application = get_wsgi_application()

# urls.py
    path("dash/", include("django_plotly_dash.urls")),

# in a template
{% load plotly_dash %}
{% plotly_app name="..." %}"""
_EXTENSIONS = {
    "flask_caching": ("Use Django's cache instead.", "from django.core.cache import cache"),
    "flask_login": ("Add a parameter named 'user', and an access rule.", 'DjangoDash("Name", login_required=True)'),
    "flask_session": ("Add a parameter named 'session_state'.", "def update(value, session_state): ..."),
    "flask_sqlalchemy": ("Use Django's models, or SQLAlchemy without Flask.", "from django.db import models"),
    "flask_compress": ("Django can compress.", 'MIDDLEWARE.insert(0, "django.middleware.gzip.GZipMiddleware")'),
    "flask_talisman": ("Django sets the security headers, and from 6.0 on a content security policy.", ""),
    "flask_wtf": ("CSRF protection is already on for callbacks: they send the token themselves.", ""),
    "flask_cors": ("Only pages of this site send requests to apps, so no other origin has to be allowed.", ""),
}


def source_findings(files: SiteFiles) -> Iterator[Finding]:
    """Yield what to change in Python files.

    Args:
        files: the site's files.
    """
    for source in files.sources:
        names = Names(source.tree)
        yield from _imports(source, names)
        yield from _apps(source, names)
        yield from _mounting(source, names)


def _imports(source: Source, names: Names) -> Iterator[Finding]:
    about_dash = any(name.partition(".")[0] in {"dash", "django_plotly_dash"} for name, _line in names.imported)
    where = source.shown
    for name, line in names.imported:
        package, _dot, rest = name.partition(".")
        if package in _PARTS:
            what = f"{package} is now a part of Dash."
            yield Finding("source.part-of-dash", True, what, where, line, _PARTS[package])
        elif package in _COMPAT and find_spec(package) is None:
            what = f"{package} is not installed. {_COMPAT[package]}"
            yield Finding("source.compat", True, what, where, line, "python -m pip install 'dpd-wagtail[compat]'")
        elif package == "django_plotly_dash" and not _is_there(name):
            what = f"{name} does not exist here: it was internal to the predecessor."
            paste = "from django_plotly_dash import DjangoDash" if rest.endswith("DjangoDash") else ""
            yield Finding("source.internals", True, what, where, line, paste)
        elif package in _EXTENSIONS:
            advice, paste = _EXTENSIONS[package]
            what = f"{package} is an extension of Flask, which does not serve apps here. {advice}"
            yield Finding("source.flask-extension", about_dash, what, where, line, paste)
        elif package == "flask" and about_dash and rest in _OF_FLASK:
            yield _of_flask(rest, where, line)
    for node in ast.walk(source.tree) if about_dash else ():
        if isinstance(node, ast.Attribute) and node.attr in _OF_FLASK and names.of(node.value) == "flask":
            yield _of_flask(node.attr, where, node.lineno)


def _of_flask(name: str, where: str, line: int) -> Finding:
    advice, paste = _OF_FLASK[name]
    what = f"flask.{name} is empty in a callback, because Flask does not serve the app: {advice}."
    return Finding(f"source.flask-{name.replace('_', '-')}", True, what, where, line, paste)


def _is_there(dotted: str) -> bool:
    """Whether one of our modules has this name. Only our own modules are imported."""
    try:
        if find_spec(dotted) is not None:
            return True
    except (ImportError, ValueError):
        pass
    module, _dot, name = dotted.rpartition(".")
    if not module:
        return True
    try:
        return name == "*" or hasattr(import_module(module), name)
    except ModuleNotFoundError as error:
        return not str(error.name).startswith("django_plotly_dash")  # Channels is not installed
    except ImportError:
        return True


def _apps(source: Source, names: Names) -> Iterator[Finding]:
    where = source.shown
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and names.makes_app(node):
            wrong = [keyword.arg for keyword in node.keywords if keyword.arg in _PREFIXES]
            if names.makes_plain_app(node):
                yield _plain_app(source, node, wrong)
            elif wrong:
                what = f"DjangoDash gets its URL from the URL configuration: remove {', '.join(wrong)}."
                yield Finding("source.prefix", True, what, where, node.lineno)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names.apps:
            name = f"{node.value.id}.{node.attr}"
            if node.attr == "server":
                what = (
                    f"{name} is not a Flask application, and only Django serves the app: remove the code that uses it. "
                    "Views of your own belong in urls.py, and set-up code in AppConfig.ready()."
                )
                yield Finding("source.server", True, what, where, node.lineno)
            elif node.attr in {"run", "run_server"}:
                what = f"{name}() is not needed: the site serves the app."
                yield Finding("source.run", False, what, where, node.lineno, "python manage.py runserver")


def _plain_app(source: Source, call: ast.Call, wrong: list[str]) -> Finding:
    title = next((keyword.value for keyword in call.keywords if keyword.arg in {"title", "name"}), None)
    name = title.value if isinstance(title, ast.Constant) and isinstance(title.value, str) else _title(source.path)
    kept = [ast.unparse(keyword) for keyword in call.keywords if keyword.arg not in {*_PREFIXES, "name"}]
    arguments = ", ".join([f'"{name}"', *kept])
    without = f" Its URL comes from the URL configuration, without {', '.join(wrong)}." if wrong else ""
    return Finding(
        "source.dash",
        True,
        f"This app uses Dash's own class, which Django does not serve.{without} Put the file where Django imports it: "
        "as dash_apps.py of an installed app, or in a module imported there.",
        source.shown,
        call.lineno,
        f"from django_plotly_dash import DjangoDash\n\napp = DjangoDash({arguments})",
    )


def _title(path: Path) -> str:
    stem = path.stem if path.stem not in {"app", "dash_app", "dash_apps", "main", "__init__"} else path.parent.name
    return stem.replace("_", " ").capitalize()


def _mounting(source: Source, names: Names) -> Iterator[Finding]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or names.of(node.func).rpartition(".")[2] not in _MOUNTING:
            continue
        mounted = node.args[1] if len(node.args) > 1 else None
        keys = mounted.keys if isinstance(mounted, ast.Dict) else []
        paths = [str(key.value) for key in keys if isinstance(key, ast.Constant)]
        what = (
            f"Apps are mounted beside Django{' at ' if paths else ''}{', '.join(paths)}, so users, sessions and "
            "permissions of the site do not apply to them. Serve Django alone, with the apps inside it."
        )
        yield Finding("source.mounting", True, what, source.shown, node.lineno, _IN_DJANGO)


def not_installed(files: SiteFiles) -> Iterator[Finding]:
    """Yield the ``dash_apps`` modules that are in no installed Django app, so that nothing imports them.

    Args:
        files: the site's files.
    """
    folders = {Path(config.path).resolve() for config in apps.get_app_configs()}
    for source in files.sources:
        path = source.path.resolve()
        package = path.parent if path.name == "dash_apps.py" else path.parent.parent
        is_found = path.name == "dash_apps.py" or (path.name == "__init__.py" and path.parent.name == "dash_apps")
        if is_found and package not in folders and (package / "__init__.py").exists():
            yield Finding(
                "source.not-installed",
                True,
                f"Django does not import {source.shown}: its package is not in INSTALLED_APPS.",
                source.shown,
                0,
                f'INSTALLED_APPS += ["{package.relative_to(files.base).as_posix().replace("/", ".")}"]'
                if package.is_relative_to(files.base)
                else f'INSTALLED_APPS += ["{package.name}"]',
            )
