"""Whether an app uses a module: found by the names in its own modules, not by running its code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp


def uses_module(app: BaseApp, module: str) -> bool:
    """Return whether an app uses a module.

    It does if the module that creates the app, one of its pages, or a module of the same package that they import has a
    global name for the module, for a class or a function of the module, or for a component that the module created. It
    also does if the module has a global name for the app.

    Args:
        app: the app.
        module: name of a module.
    """
    wanted = sys.modules.get(module)
    if wanted is None:
        return False
    if any(value is app for value in vars(wanted).values()):
        return True
    own_components = {id(value) for value in vars(wanted).values() if isinstance(value, Component)}
    package = app.module.partition(".")[0]
    pages = (vars(sys.modules[name]) for name in app.pages if name in sys.modules)
    pending: list[dict[str, Any]] = [app.namespace, *pages]
    seen = {app.module, *app.pages}
    while pending:
        namespace = pending.pop()
        if any(id(value) in own_components for value in namespace.values()):
            return True
        for name in _named_modules(namespace):
            if name == module:
                return True
            if name not in seen and name.partition(".")[0] == package and name in sys.modules:
                seen.add(name)
                pending.append(vars(sys.modules[name]))
    return False


def _named_modules(namespace: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the modules that a namespace has names from, without a package's own submodules."""
    own = f"{namespace.get('__name__')}."
    for value in list(namespace.values()):
        if isinstance(value, ModuleType):
            if not value.__name__.startswith(own):
                yield value.__name__
        elif isinstance(value, (type, FunctionType)):
            yield str(value.__module__)
