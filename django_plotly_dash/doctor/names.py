"""What the names in a source file refer to, according to its imports and assignments."""

from __future__ import annotations

import ast

_APPS = frozenset({"dash.Dash", "dash.dash.Dash", "django_plotly_dash.DjangoDash"})


class Names:
    """The names in a source file.

    Attributes:
        imported: the dotted name of each import, with its line.
        apps: variables that hold a Dash app, with the call that makes it.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._bound: dict[str, str] = {}
        self.imported: list[tuple[str, int]] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self._bound[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
                    self.imported.append((alias.name, node.lineno))
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    dotted = f"{node.module}.{alias.name}"
                    self._bound[alias.asname or alias.name] = dotted
                    self.imported.append((dotted, node.lineno))
        self.apps: dict[str, ast.Call] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and self.makes_app(node.value):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.apps[target.id] = node.value

    def of(self, node: ast.expr) -> str:
        """Return the dotted name that an expression refers to, or an empty string."""
        if isinstance(node, ast.Name):
            return self._bound.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.of(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def makes_app(self, call: ast.Call) -> bool:
        """Return whether a call makes a Dash app, with Dash's class or with ours."""
        return self.of(call.func) in _APPS

    def makes_plain_app(self, call: ast.Call) -> bool:
        """Return whether a call makes an app with Dash's own class."""
        return self.makes_app(call) and not self.of(call.func).startswith("django_plotly_dash.")
