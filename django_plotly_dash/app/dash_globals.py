"""What Dash keeps for the whole process, replaced by what tells apps and mounts apart; done here and nowhere else."""

from __future__ import annotations

from django_plotly_dash.mount.config import CurrentConfig
from django_plotly_dash.page.use_pages import current_pages
from django_plotly_dash.registry.module_callbacks import waiting_callbacks
from django_plotly_dash.utils.dash_private import _callback, _get_paths, _pages, page_registry_holders


def replace_dash_globals() -> None:
    """Put what knows the current app in the place of Dash's globals: pages, module-level callbacks, configuration.

    Called once, when this package is loaded, before the site's apps register anything.
    """
    for holder, name in page_registry_holders():
        setattr(holder, name, current_pages)
    if _callback.GLOBAL_CALLBACK_MAP is not waiting_callbacks:
        waiting_callbacks.update(_callback.GLOBAL_CALLBACK_MAP)
        _callback.GLOBAL_CALLBACK_MAP = waiting_callbacks
    replace_configuration()


def replace_configuration() -> None:
    """Put the configuration of the current app in the place of Dash's global one.

    Called after each app is made too, since ``dash.Dash.__init__`` sets the configuration to that app's.
    """
    _get_paths.CONFIG = _pages.CONFIG = CurrentConfig()  # type: ignore[assignment]  # stands for an AttributeDict
