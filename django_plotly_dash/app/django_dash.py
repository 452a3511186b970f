"""``DjangoDash``: a ``dash.Dash`` that Django serves."""

from __future__ import annotations

import inspect
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dash
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from django_plotly_dash.access.rule import AccessFunction, AccessRule
from django_plotly_dash.app.dash_globals import replace_configuration, replace_dash_globals
from django_plotly_dash.app.server import DjangoDashServer
from django_plotly_dash.background.manager import default_task_manager
from django_plotly_dash.background.mixins import AppJobs
from django_plotly_dash.callbacks.extras import with_extras, without_request
from django_plotly_dash.callbacks.mixins import AppCallbacks
from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.dev_tools.mixins import DeveloperTools
from django_plotly_dash.files.mixins import AppFiles
from django_plotly_dash.mcp.server import check_mcp_path, mount_tools
from django_plotly_dash.mcp.tools import AppTools
from django_plotly_dash.mount.config import MountConfig
from django_plotly_dash.page.async_layout import AsyncLayout
from django_plotly_dash.page.finish import csrf_header
from django_plotly_dash.page.layout_cache import LayoutKeeper
from django_plotly_dash.page.mixins import ServedApp
from django_plotly_dash.page.page_cache import PageKeeper
from django_plotly_dash.page.use_pages import Page
from django_plotly_dash.registry import module_callbacks
from django_plotly_dash.registry.registry import LONGEST_NAME, ident_of, registry
from django_plotly_dash.utils.dash_private import AttributeDict, _validate, app_context
from django_plotly_dash.utils.no_site import make_settings_if_alone

_BOOTSTRAP = "https://cdn.jsdelivr.net/npm/bootstrap@5.3.6/dist/css/bootstrap.min.css"

replace_dash_globals()


# Where several of these override one method of Dash, the first is called first: _execute_callback by AppTools and
# AppCallbacks, _prepare_callback by AppJobs and AppCallbacks, _config by AppJobs and ServedApp, index by DeveloperTools
# and ServedApp.
class DjangoDash(DeveloperTools, AppTools, AppJobs, AppCallbacks, ServedApp, AppFiles):
    """A Dash app inside a Django site: write it in place of ``dash.Dash(...)``, in an installed app's ``dash_apps.py``.

    One object serves every page, state and visitor; it is made once, where it is written.

    Args:
        name: the name by which templates, the registry and URLs know the app; by default that of the module. Unlike
            Dash's, it does not locate the assets folder: that is beside the module that makes the app.
        serve_locally: load component bundles from this site (True) or from a CDN (False). The default is
            ``PLOTLY_DASH["serve_locally"]``.
        add_bootstrap_links: put Bootstrap's style sheet into the app's page.
        suppress_callback_exceptions: as in Dash.
        external_stylesheets: as in Dash.
        external_scripts: as in Dash.
        login_required: only logged-in users may reach the app.
        permission: only users with this permission (``"app_label.codename"``), or with all of several, may reach it.
        access: a function of request, app and saved state (or None) that returns whether the user may reach it.
        embed_only: show the app on pages only, to users who may see the page, and refuse it at its own URL. The default
            is ``PLOTLY_DASH["embed_only"]``.
        enable_mcp: offer layout and callbacks as tools for language models at ``_mcp`` below the app's URL, to users
            whom the access rule lets in. Dash's environment variable for this has no effect.
        enable_dev_tools: whether Dash's developer tools are on while ``DEBUG`` is. The default is
            ``PLOTLY_DASH["enable_dev_tools"]``.
        **dash_kwargs: every other keyword of ``dash.Dash``.

    Raises:
        DuplicateApp: another app has this name.
        ImproperlyConfigured: ``server`` or ``backend`` is given (the server is Django), or an argument is not valid.
    """

    pages: OrderedDict[str, Page]
    backend: DjangoDashServer

    def __init__(
        self,
        name: str | None = None,
        serve_locally: bool | None = None,
        add_bootstrap_links: bool = False,
        suppress_callback_exceptions: bool = False,
        external_stylesheets: Sequence[str | dict[str, Any]] | None = None,
        external_scripts: Sequence[str | dict[str, Any]] | None = None,
        login_required: bool = False,
        permission: str | Sequence[str] | None = None,
        access: AccessFunction | None = None,
        embed_only: bool | None = None,
        enable_mcp: bool = False,
        enable_dev_tools: bool | None = None,
        **dash_kwargs: Any,
    ) -> None:
        make_settings_if_alone()
        self.module, self.namespace = _calling_module(self)
        self.app_name = name if name is not None else self.module
        self.ident = ident_of(self.app_name)
        if not self.ident:
            raise ImproperlyConfigured(f"DjangoDash({name!r}): the name has no letter or digit to make a URL of.")
        if len(self.app_name) > LONGEST_NAME:
            raise ImproperlyConfigured(
                f"DjangoDash({self.app_name!r}): a name has at most {LONGEST_NAME} characters. The title may be longer."
            )
        for keyword in ("server", "backend"):
            if dash_kwargs.pop(keyword, None) not in (None, True, False):
                raise ImproperlyConfigured(
                    f"DjangoDash({self.app_name!r}, {keyword}=...): the server of this app is Django; leave "
                    f"'{keyword}' out."
                )
        self.access_rule = AccessRule.from_keywords(self.app_name, login_required, permission, access)
        if embed_only not in (None, True, False):
            raise ImproperlyConfigured(f"DjangoDash({self.app_name!r}, embed_only=...) must be True, False or None.")
        self.embed_only = embed_only
        self.serves_mcp = bool(enable_mcp)
        self.wants_dev_tools = enable_dev_tools
        check_mcp_path(self.app_name, dash_kwargs.pop("mcp_path", None))
        if serve_locally is None:
            serve_locally = plotly_dash_settings().serve_locally
        stylesheets = list(external_stylesheets or [])
        if add_bootstrap_links:
            stylesheets.insert(0, _BOOTSTRAP)
        dash_kwargs.setdefault("csrf_token_name", settings.CSRF_COOKIE_NAME)
        dash_kwargs.setdefault("csrf_header_name", csrf_header())
        if dash_kwargs.get("background_callback_manager") is None:
            dash_kwargs["background_callback_manager"] = default_task_manager()
        self._title_is_given = "title" in dash_kwargs
        dash_kwargs.setdefault("title", "Dash" if self.app_name == "__main__" else self.app_name)
        self.pages = OrderedDict()
        self._is_setting_up = False
        self._keeper = LayoutKeeper()
        self._pages_kept = PageKeeper(self)
        self._assets_are_known = False
        module_callbacks.app_begins(self)
        token = app_context.set(self)
        try:
            super().__init__(
                self.module,
                backend=DjangoDashServer,
                serve_locally=serve_locally,
                suppress_callback_exceptions=suppress_callback_exceptions,
                external_stylesheets=stylesheets,
                external_scripts=list(external_scripts or []),
                enable_mcp=False,  # Dash would mount an endpoint of its own, also where the environment asks for it
                **dash_kwargs,
            )
        finally:
            app_context.reset(token)
        mount_tools(self)
        self.backend.register_timing_hooks(True)
        replace_configuration()
        registry.register(self)
        module_callbacks.app_made(self)

    def __repr__(self) -> str:
        return f"<DjangoDash {self.app_name!r} of {self.module}>"

    def as_dash_instance(self) -> DjangoDash:
        """Return the app itself, which is a Dash instance; django-plotly-dash builds one here."""
        return self

    def init_app(self, app: Any = None, **kwargs: Any) -> None:
        """Register the app's routes. Dash calls this itself.

        Raises:
            ImproperlyConfigured: ``app`` is given; the server is Django.
        """
        if app is not None:
            raise ImproperlyConfigured(f"{self.app_name!r} is served by Django: init_app() takes no other server.")
        self.backend.dash_app = self
        super().init_app(**kwargs)
        self.backend.check_set_up_functions()

    def enable_pages(self) -> None:
        """Import the app's pages and add their routes, if it has any. Dash calls this itself."""
        # Dash's router for async apps runs plain layout functions on the event loop, where Django does not let them use
        # the database. The other router runs where callbacks do, and page/use_pages.py waits for coroutine functions.
        use_async, self._use_async = self._use_async, False
        try:
            super().enable_pages()
        finally:
            self._use_async = use_async

    # Dash assigns and reads these as plain attributes -------------------------------------------------------------

    @property
    def config(self) -> MountConfig:
        """Dash's configuration, with the ``requests_pathname_prefix`` of the current mount."""
        config: MountConfig = self.__dict__["_mount_config"]
        return config

    @config.setter
    def config(self, value: AttributeDict) -> None:
        if not self._title_is_given:
            # Dash gives a page the app's title if that is not "Dash", and otherwise the page's own name.
            value["title"] = "Dash"
        self.__dict__["_mount_config"] = MountConfig(**value)

    @property
    def layout(self) -> Any:
        """The layout: a component, or a function, plain or async, that returns one and is called for each request."""
        return self._layout

    @layout.setter
    def layout(self, value: Any) -> None:
        # Dash would call a layout function here, at import time, and send its result to every visitor for validation:
        # too early to use the database, and it may hold another visitor's data. The renderer validates against the
        # layout that it was served.
        _validate.validate_layout_type(value)
        self._layout_is_function = callable(value)
        layout = with_extras(self, value) if self._layout_is_function else value
        self._layout = AsyncLayout(layout) if inspect.iscoroutinefunction(layout) else layout

    # First request --------------------------------------------------------------------------------------------------

    @contextmanager
    def setting_up(self) -> Iterator[None]:
        """Mark Dash's first-request set-up. If it fails, it is undone, and the next request begins it again."""
        callbacks, callback_map = list(self._callback_list), dict(self.callback_map)
        suppressed = self.config.suppress_callback_exceptions
        self._is_setting_up = True
        # Otherwise Dash calls the layout function of every page now, and sends the results to every visitor.
        self.config["suppress_callback_exceptions"] = True
        try:
            with self._restoring_cancel_inputs():
                yield
        except BaseException:
            self._got_first_request.update(dict.fromkeys(self._got_first_request, False))
            self._callback_list, self.callback_map = callbacks, callback_map
            raise
        finally:
            self.config["suppress_callback_exceptions"] = suppressed
            self._is_setting_up = False

    def _walk_assets_directory(self) -> None:
        if not self._assets_are_known:
            super()._walk_assets_directory()
            self._assets_are_known = True

    def _layout_value(self) -> Any:
        if self._is_setting_up and self._layout_is_function:
            # Set-up only validates. A layout function is called for the visitor who asks for the layout.
            return dash.html.Div()
        return super()._layout_value()

    # Callbacks ------------------------------------------------------------------------------------------------------

    def callback(self, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        """Register a callback, as ``dash.Dash.callback`` does.

        Its function also gets, by name, those of ``request``, ``user``, ``session_state``, ``dash_app``,
        ``dash_app_id``, ``callback_context`` and ``outputs_list`` that its signature accepts
        (``callbacks/extras.py``); with ``**kwargs`` it gets all of them. Background callbacks run without a request and
        get none.
        """
        register = super().callback(*args, **kwargs)

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            if kwargs.get("background"):
                register(without_request(self, function))
            elif str(function.__module__).startswith("dash."):  # it is None for a built-in method
                # Dash's own callback for pages passes all its keywords to the page's layout function.
                register(function)
            else:
                register(with_extras(self, function))
            return function

        return decorate

    expanded_callback = callback


def _calling_module(app: DjangoDash) -> tuple[str, dict[str, Any]]:
    """Return name and namespace of the module that makes an app: the first caller that is not its constructor."""
    frame = sys._getframe(1)
    while frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is app and frame.f_back is not None:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "__main__")), frame.f_globals
