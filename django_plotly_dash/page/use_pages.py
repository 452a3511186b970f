"""A page registry for each app. Dash has one for the whole process (``dash.page_registry``)."""

from __future__ import annotations

import functools
import inspect
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import dash
from dash.exceptions import AppNotFoundError

from django_plotly_dash.callbacks.extras import with_page_extras
from django_plotly_dash.http.flows import wait_for

if TYPE_CHECKING:
    from django_plotly_dash.utils.base_app import BaseApp

_PATH = "relative_path"


class Page(dict[str, Any]):
    """One page as ``dash.register_page`` describes it.

    Its ``relative_path`` is below the current mount; Dash would set it once, when the page is registered and no mount
    is known. Its layout function gets Django's objects by name, as other layout functions do
    (``callbacks/extras.py``). The functions for layout and title may be coroutine functions; :func:`plain` makes plain
    ones of them here.

    Args:
        app: the app that the page belongs to; None if it is not a ``DjangoDash``.
        values: what Dash knows of the page.
    """

    def __init__(self, app: BaseApp | None, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.app = app
        self.update(values)

    def __getitem__(self, key: str) -> Any:
        return dash.get_relative_path(self["path"]) if key == _PATH else super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        if callable(value) and self.app is not None:
            value = plain(value)
            if key == "layout":
                value = with_page_extras(self.app, value, self._own_names())
        super().__setitem__(key, value)

    def update(self, values: Mapping[str, Any]) -> None:  # type: ignore[override]
        """Set several values."""
        for key, value in values.items():
            self[key] = value

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or ``default``."""
        try:
            return self[key]
        except KeyError:
            return default

    def _own_names(self) -> set[str]:
        """Names that the page itself gives values to: the variables of its path, and the app's routing inputs."""
        routing = getattr(self.app, "routing_callback_inputs", {})
        return {*re.findall("<(.*?)>", self.get("path_template") or ""), *routing}


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a plain function that waits for a coroutine function. Other functions are returned as they are.

    Dash would run all page functions on the event loop, where Django does not let plain ones use the database.
    """
    if not inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    def wrapped(*arguments: Any, **keywords: Any) -> Any:
        return wait_for(function(*arguments, **keywords))

    return wrapped


class CurrentPages(MutableMapping[str, Any]):
    """The pages of the current app, in the place of ``dash.page_registry``.

    While a module is imported, the app that was made last is the current one; while an app's pages are imported, that
    app is.

    Args:
        of_others: the registry of apps that are not a ``DjangoDash``.
    """

    def __init__(self, of_others: OrderedDict[str, Any]) -> None:
        self._of_others = of_others

    @property
    def _pages(self) -> OrderedDict[str, Any]:
        try:
            pages = getattr(dash.get_app(), "pages", None)
        except AppNotFoundError:
            pages = None
        return pages if isinstance(pages, OrderedDict) else self._of_others

    def __getitem__(self, module: str) -> Any:
        return self._pages[module]

    def __setitem__(self, module: str, page: Any) -> None:
        app = dash.get_app()
        self._pages[module] = Page(app if app.__dict__.get("pages") is self._pages else None, page)

    def __delitem__(self, module: str) -> None:
        del self._pages[module]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def __repr__(self) -> str:
        return repr(self._pages)

    def move_to_end(self, module: str, last: bool = True) -> None:
        """Move a page to the end of the navigation, or to its beginning."""
        self._pages.move_to_end(module, last)


current_pages = CurrentPages(dash.page_registry)
