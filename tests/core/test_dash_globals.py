"""What Dash keeps for the whole process is replaced; a Dash that sets up apps in another way is refused."""

import dash
import pytest
from dash import _callback, _get_paths, _pages

from django_plotly_dash.app.dash_globals import replace_dash_globals
from django_plotly_dash.app.server import DjangoDashServer
from tests.core.apps_for_tests import temporary_app


def test_to_replace_them_again_changes_nothing_but_what_an_app_of_another_kind_set():
    waiting, pages = _callback.GLOBAL_CALLBACK_MAP, dash.page_registry
    _get_paths.CONFIG = _pages.CONFIG = None
    replace_dash_globals()
    assert _callback.GLOBAL_CALLBACK_MAP is waiting
    assert dash.page_registry is pages
    assert _get_paths.CONFIG is _pages.CONFIG is not None


def test_an_app_whose_set_up_dash_does_not_register_is_refused(monkeypatch):
    monkeypatch.setattr(DjangoDashServer, "before_request", lambda _self, _func: None)
    with pytest.raises(RuntimeError, match="does not register the set-up of 'Not set up'"), temporary_app("Not set up"):
        pass
