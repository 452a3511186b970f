"""The finders of apps' files and of component packages' files."""

import json
import sys

import pytest
from django.contrib.staticfiles import finders as staticfiles_finders
from django.core.checks import run_checks

from django_plotly_dash.files.static_urls import assets_of, static_url
from django_plotly_dash.finders import DashAssetFinder
from django_plotly_dash.registry.registry import registry
from tests.core.apps_for_tests import temporary_app
from tests.core.files.site import RENDERER, VERSION

pytestmark = pytest.mark.django_db


def test_the_finders_find_bundles_assets_and_nothing_else(with_finders):
    assert staticfiles_finders.find(RENDERER).endswith("dash_renderer.min.js")
    assert staticfiles_finders.find("dpd/assets/tests/nested/dot.svg").endswith("tests/assets/nested/dot.svg")
    assert staticfiles_finders.find("dpd/assets/cms_demo/dash_apps/dashboard.css").endswith("dashboard.css")
    assert len(staticfiles_finders.find(RENDERER, find_all=True)) == 1
    for nothing in (
        f"dpd/components/dash/{VERSION}/dash.py",
        "dpd/components/dash/0.1/dash-renderer/build/dash_renderer.min.js",
        f"dpd/components/dash/{VERSION}/../dash/dash.py",
        "dpd/assets/tests/../settings.py",
        "dpd/assets/tests/missing.svg",
        "dpd/components/os/1/path.py",
    ):
        assert not staticfiles_finders.find(nothing), nothing


def test_apps_that_the_url_configuration_makes_are_found_before_any_request(with_finders, tmp_path, monkeypatch):
    package = tmp_path / "late_site"
    (package / "assets").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "assets" / "late.css").write_text("p {}")
    (package / "urls.py").write_text(
        "from django_plotly_dash import DjangoDash\napp = DjangoDash('Late')\nurlpatterns = []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with_finders.ROOT_URLCONF = "late_site.urls"
    try:
        assert staticfiles_finders.find("dpd/assets/late_site/late.css") == str(package / "assets" / "late.css")
    finally:
        registry.unregister("Late")
        for name in ("late_site.urls", "late_site"):
            sys.modules.pop(name, None)


def test_collectstatic_collects_every_file_once(collected, with_finders):
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert RENDERER in manifest
    assert "dpd/assets/tests/nested/dot.svg" in manifest
    assert any(name.endswith("dcc/async-graph.js") for name in manifest)
    assert any(name.endswith("plotly.min.js") for name in manifest)
    assert not [name for name in manifest if name.startswith("dpd/") and name.endswith(".py")]
    listed = [
        f"{storage.prefix}/{name}"
        for finder in staticfiles_finders.get_finders()
        if type(finder).__module__ == "django_plotly_dash.finders"
        for name, storage in finder.list([])
    ]
    assert len(listed) == len(set(listed))


def test_static_asset_root_moves_the_assets(with_finders):
    with_finders.PLOTLY_DASH = {"static_asset_root": "/elsewhere/"}
    assert staticfiles_finders.find("elsewhere/tests/nested/dot.svg")
    assert not staticfiles_finders.find("dpd/assets/tests/nested/dot.svg")


def test_a_folder_of_another_name_does_not_mix_with_the_package_s_own(with_finders, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "own.txt").write_text("own")
    with temporary_app("Own folder", assets_folder=str(tmp_path / "pictures")):
        (place,) = [place for place in DashAssetFinder().folders() if "pictures" in place]
        assert place.startswith("dpd/assets/tests/core/pictures-")
        assert staticfiles_finders.find(f"{place}/own.txt")
        assert not staticfiles_finders.find("dpd/assets/tests/core/own.txt")


def test_two_folders_of_one_name_in_a_package_do_not_mix(with_finders, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "assets").mkdir(parents=True)
        (tmp_path / name / "assets" / "own.txt").write_text(name)
    folders = [str(tmp_path / name / "assets") for name in ("one", "two")]
    with temporary_app("One", assets_folder=folders[0]), temporary_app("Two", assets_folder=folders[1]):
        places = {str(folder): place for place, folder in DashAssetFinder().folders().items()}
        for folder in folders:
            assert staticfiles_finders.find(f"{places[folder]}/own.txt") == f"{folder}/own.txt"


def test_a_folder_may_be_named_by_a_way_up(with_finders, tmp_path):
    with_finders.DEBUG = True
    static_url.cache_clear()
    (tmp_path / "inner").mkdir()
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "plain.css").write_text("p {}")
    with temporary_app("UpAndDown", assets_folder=str(tmp_path / "inner" / ".." / "up")) as app:
        path = app.get_asset_static_url("plain.css").removeprefix("/static/")
        assert path.startswith("dpd/assets/")
        assert staticfiles_finders.find(path) == str(tmp_path / "up" / "plain.css")
    static_url.cache_clear()
    with temporary_app("UpAndClosed", assets_folder="../../cms_demo/dash_apps/assets", login_required=True) as app:
        assert str(assets_of(app)).endswith("/cms_demo/dash_apps/assets")


def test_assets_of_a_guarded_app_are_not_collected(with_finders, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "secret.csv").write_text("secret")
    with temporary_app("Secret", login_required=True, assets_folder=str(tmp_path / "assets")) as app:
        assert tmp_path / "assets" not in DashAssetFinder().folders().values()
        assert app.get_asset_static_url("secret.csv") == app.get_asset_url("secret.csv")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("dash", "must be a list"),
        ([3], "must be a list"),
        (["no_such_package"], "no_such_package"),
        ([""], "''"),
        ([".x"], ".x"),
    ],
)
def test_wrong_components_are_told_and_harm_nothing(with_finders, value, text):
    with_finders.PLOTLY_COMPONENTS = value
    (message,) = [message for message in run_checks() if message.id == "django_plotly_dash.E003"]
    assert text in message.msg
    assert staticfiles_finders.find(RENDERER)


def test_the_manuals_list_of_components_is_right(with_finders):
    with_finders.PLOTLY_COMPONENTS = [
        "dash_core_components",
        "dash_html_components",
        "dash_renderer",
        "dpd_components",
        "dpd_static_support",
        "dash_bootstrap_components",
    ]
    assert not [message for message in run_checks() if message.id == "django_plotly_dash.E003"]
