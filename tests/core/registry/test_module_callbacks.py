"""Module-level callbacks belong to the app being defined; those of components, to every app that uses these."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from textwrap import dedent

import dash
import pytest
from dash import Input, Output, html
from dash.development.base_component import ComponentRegistry
from django.test import Client

from django_plotly_dash.registry import module_callbacks
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import temporary_app

pytestmark = pytest.mark.django_db

BASE = "/django_plotly_dash/app"
Write = Callable[..., None]

CALLBACK = '@dash.callback(Output("{name}", "children"), Input("in", "value"))\ndef {name}(value):\n    return value\n'
CLIENTSIDE = 'dash.clientside_callback("value => \'{name}\'", Output("{name}", "title"), Input("in", "value"))\n'
HEAD = "import dash\nfrom dash import Input, MATCH, Output, html\nfrom django_plotly_dash import DjangoDash\n"


def callback(name: str) -> str:
    """Source of a callback whose output is the name, on the server and one in the browser."""
    return CALLBACK.format(name=name) + CLIENTSIDE.format(name=name)


def app(name: str) -> str:
    return f'app_{name} = DjangoDash("{name}")\napp_{name}.layout = html.P(id="x")\n'


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write the modules of a package that is called claimed, and import them one after the other."""
    folder = tmp_path / "claimed"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    names = set(registry.names())

    def write_and_import(*imported: str, **sources: str) -> None:
        for module, source in sources.items():
            (folder / f"{module}.py").write_text(HEAD + source)
        invalidate_caches()
        for module in imported:
            import_module(f"claimed.{module}")
        module_callbacks.claim_leftovers()

    yield write_and_import
    for name in set(registry.names()) - names:
        registry.unregister(name)
    # Dash takes the package of a class that derives from a component for one of components.
    if "claimed" in ComponentRegistry.registry:
        ComponentRegistry.registry.discard("claimed")
    for module in [name for name in sys.modules if name.partition(".")[0] in ("claimed", "pages")]:
        del sys.modules[module]


def outputs(name: str) -> list[str]:
    return sorted(spec["output"] for spec in Client().get(f"{BASE}/{name}/_dash-dependencies").json())


def both(*names: str) -> list[str]:
    return sorted(f"{name}.{prop}" for name in names for prop in ("children", "title"))


def test_callbacks_before_and_after_an_app_of_the_same_module(write):
    write(
        "one",
        "two",
        one=callback("a1") + app("ClaimsOne") + callback("a2"),
        two=callback("b1") + app("ClaimsTwo") + callback("b2"),
    )
    assert outputs("ClaimsOne") == both("a1", "a2")
    assert outputs("ClaimsTwo") == both("b1", "b2")
    for name, own, other in (("ClaimsOne", "a", "b"), ("ClaimsTwo", "b", "a")):
        page = Client().get(f"{BASE}/{name}/").content.decode()
        assert f"'{own}1'" in page
        assert f"'{own}2'" in page
        assert f"'{other}1'" not in page
        assert f"'{other}2'" not in page


def test_two_apps_of_one_module_each_have_what_follows_them(write):
    write("both", both=app("ClaimsFirst") + callback("a") + app("ClaimsSecond") + callback("b"))
    assert outputs("ClaimsFirst") == both("a")
    assert outputs("ClaimsSecond") == both("b")


def test_two_apps_may_have_the_same_ids(write):
    write("one", "two", one=app("ClaimsOne") + callback("same"), two=callback("same") + app("ClaimsTwo"))
    assert outputs("ClaimsOne") == outputs("ClaimsTwo") == both("same")


def test_a_module_of_callbacks_belongs_to_the_app_that_imports_it(write):
    write(
        "earlier",
        "one",
        earlier=app("ClaimsEarlier"),
        above=callback("above"),
        below="from claimed.one import app_ClaimsOne\n" + callback("below"),
        one="import claimed.above\n" + app("ClaimsOne") + "from claimed import below\n" + callback("own"),
    )
    assert outputs("ClaimsEarlier") == []
    assert outputs("ClaimsOne") == both("above", "below", "own")


def test_an_app_that_is_imported_by_another_has_its_own(write):
    write(
        "outer",
        outer=app("ClaimsOuter") + "from claimed import inner\n" + callback("out"),
        inner=callback("in1") + app("ClaimsInner") + callback("in2"),
    )
    assert outputs("ClaimsOuter") == both("out")
    assert outputs("ClaimsInner") == both("in1", "in2")


COMPONENT = """
class Stepper(html.Div):
    @dash.callback(Output({"aio": "stepper", "id": MATCH}, "children"), Input({"aio": "go", "id": MATCH}, "n_clicks"))
    def _go(clicks):
        return clicks

navigation = html.Nav(id="navigation")
dash.clientside_callback("value => 'stepped'", Output("navigation", "title"), Input("navigation", "id"))
"""
STEPPER = ["navigation.title", '{"aio":"stepper","id":["MATCH"]}.children']


@pytest.mark.parametrize(
    "use",
    [
        "from claimed.stepper import Stepper\n",
        "from claimed import stepper\n",
        "from claimed.stepper import navigation\n",
        "from claimed import parts\n",
    ],
)
def test_a_components_callbacks_serve_every_app_that_uses_it_and_no_other(write, use):
    write(
        "one",
        "two",
        "three",
        stepper=COMPONENT,
        parts="from claimed.stepper import Stepper\n",
        one="from claimed.stepper import Stepper\n" + app("ClaimsOne"),
        two=app("ClaimsTwo") + callback("own"),
        three=use + app("ClaimsThree"),
    )
    assert outputs("ClaimsOne") == outputs("ClaimsThree") == STEPPER
    assert outputs("ClaimsTwo") == both("own")
    for name, has in (("ClaimsOne", True), ("ClaimsTwo", False), ("ClaimsThree", True)):
        assert ("'stepped'" in Client().get(f"{BASE}/{name}/").content.decode()) == has


def test_what_belongs_to_no_app_is_nobodys(write):
    write("one", "loose", one=app("ClaimsOne"), loose=callback("loose"))
    assert outputs("ClaimsOne") == []


def test_a_module_that_names_an_app_has_its_callbacks_there(write):
    write(
        "one",
        "two",
        "later",
        one=app("ClaimsOne"),
        two=app("ClaimsTwo"),
        later="from claimed.one import app_ClaimsOne\n" + callback("later"),
    )
    assert outputs("ClaimsOne") == both("later")
    assert outputs("ClaimsTwo") == []


def test_endpoints_go_with_their_callbacks(write):
    endpoint = CALLBACK.replace('"value"))', '"value"), api_endpoint="/{name}")')
    write(
        "one",
        "two",
        one=app("ClaimsOne") + endpoint.format(name="a") + endpoint.format(name="c").replace("@dash", "@app_ClaimsOne"),
        two=endpoint.format(name="b") + app("ClaimsTwo"),
    )
    assert set(registry.get("ClaimsOne").callback_api_paths) == {"/a", "/c"}
    assert set(registry.get("ClaimsTwo").callback_api_paths) == {"/b"}
    assert not dash._callback.GLOBAL_API_PATHS


def test_what_a_function_registers_later_is_of_the_app_made_last():
    with temporary_app("ClaimsBefore") as before, temporary_app("ClaimsAfter") as after:
        before.layout = after.layout = html.P(id="a")
        dash.callback(Output("a", "children"), Input("in", "value"))(str)
        assert outputs("ClaimsBefore") == []
        assert outputs("ClaimsAfter") == ["a.children"]


def test_components_of_pages_are_shared_too(write, tmp_path):
    pages = tmp_path / "claimed" / "pages"
    pages.mkdir()
    (pages / "stepping.py").write_text(
        dedent("""
            import dash
            from dash import html
            from claimed.stepper import Stepper

            dash.register_page(__name__, path="/")
            layout = html.P()
        """)
    )
    paged = 'app = DjangoDash("ClaimsPaged", use_pages=True)\napp.layout = html.Div(dash.page_container)\n'
    write("one", "paged", stepper=COMPONENT, one="from claimed import stepper\n" + app("ClaimsOne"), paged=paged)
    assert set(STEPPER) <= set(outputs("ClaimsPaged"))
