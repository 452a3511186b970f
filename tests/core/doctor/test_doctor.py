"""`manage.py dash_doctor` (docs/how-to/doctor.md): what it finds, and that the lines which it says to paste help."""

import io
import json
import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from django_plotly_dash.doctor import examine, examine_sources
from django_plotly_dash.doctor.settings import settings_findings
from django_plotly_dash.doctor.site_files import SiteFiles
from django_plotly_dash.doctor.templates import template_findings
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.scratch_site import ScratchSite
from tests.site_process import PROJECT

APP = """from dash import html
from django_plotly_dash import DjangoDash
app = DjangoDash("Sales")
app.layout = html.P("x")
"""


def found(findings):
    """Ids of findings, and whether each must be changed."""
    return {finding.id: finding.must for finding in findings}


def of_source(folder, text, name="charts.py"):
    (folder / name).write_text(text)
    return examine_sources(folder)


def of_templates(folder, text):
    (folder / "page.html").write_text(text)
    return list(template_findings(SiteFiles(folder, [folder])))


def of_settings(folder):
    files = SiteFiles(folder, [folder])
    return [finding for finding in settings_findings(files, run=True) if not finding.id.startswith("check.W")]


# A site ------------------------------------------------------------------------------------------------------------


def test_a_broken_site_is_mended_by_pasting_what_is_said(tmp_path):
    site = ScratchSite(tmp_path)
    site.write("stock/__init__.py", "")
    site.write("stock/dash_apps.py", APP)
    site.write("shop/templates/page.html", '{% load plotly_dash %}{% plotly_app name="Sales" %}')
    answer = json.loads(site.manage("dash_doctor", "--json", status=1))
    findings = {finding["id"]: finding for finding in answer["findings"] if finding["must"]}
    assert findings.keys() == {"source.not-installed", "urls.missing", "database.migrations", "template.unknown-app"}
    assert answer["must_change"] == 4
    assert findings["urls.missing"]["where"] == "mysite/urls.py"
    assert findings["source.not-installed"]["where"] == "stock/dash_apps.py"
    site.append("mysite/settings.py", findings["source.not-installed"]["paste"] + "\n")
    site.append("mysite/urls.py", findings["urls.missing"]["paste"].replace("    ...\n", "    *urlpatterns,\n") + "\n")
    assert findings["database.migrations"]["paste"] == "python manage.py migrate"
    site.manage("migrate", "--verbosity", "0")
    said = site.manage("dash_doctor")
    assert "0 to change" in said
    # A catch-all takes the URLs of apps away.
    site.append("mysite/urls.py", "urlpatterns.insert(0, path('<path:rest>', admin.site.urls[0][0].callback))\n")
    said = site.manage("dash_doctor", status=1)
    assert re.search(r"change: mysite/urls\.py:\d+ \(urls\.hidden\)", said)
    # And an error in a module that the URLs import is said, not raised.
    site.append("mysite/urls.py", "import dash_core_components\n")
    said = " ".join(site.manage("dash_doctor", status=1).split())
    assert "cannot be loaded: ModuleNotFoundError: No module named 'dash_core_components'" in said
    assert "from dash import dcc" in said
    site.append("mysite/settings.py", "INSTALLED_APPS += ['nowhere']\n")
    assert "1 to change" in site.run("-m", "django_plotly_dash.doctor", status=1)


@pytest.mark.django_db
def test_nothing_is_to_be_changed_in_the_demonstration_site():
    out = io.StringIO()
    call_command("dash_doctor", f"--directory={PROJECT / 'cms_demo'}", stdout=out)
    assert "\n0 to change" in out.getvalue(), out.getvalue()


def test_a_folder_that_is_not_there_is_an_error():
    with pytest.raises(CommandError, match="There is no folder nowhere"):
        call_command("dash_doctor", "--directory=nowhere")


@pytest.mark.django_db
def test_what_is_wrong_with_an_app_is_said(tmp_path):
    StatelessApp.objects.create(app_name="Left the code", slug="left-the-code")
    row = StatelessApp.objects.get(app_name="Echo")
    DashApp.objects.create(stateless_app=row, base_state='{"color": {"value": 1}}')
    said = {finding.what: finding.must for finding in examine(tmp_path) if finding.id == "app.problem"}
    assert said["Dash app 'Left the code': It is in the database, but no module registers it."] is False
    assert said["Dash app 'Echo': echo-1: Its state has a value for color, which the layout does not have."] is True


@pytest.mark.parametrize(
    ("module", "base_dir", "expected"),
    [
        ("mysite.settings", None, "."),
        ("mysite.conf.live", None, "."),
        ("mysite.conf", None, "."),
        ("plain_settings", None, "."),
        ("mysite.settings", "mysite", "mysite"),
    ],
)
def test_a_sites_folder_is_that_of_its_settings(tmp_path, monkeypatch, settings, module, base_dir, expected):
    (tmp_path / "mysite" / "conf").mkdir(parents=True)
    for name in ("mysite/__init__", "mysite/settings", "mysite/conf/__init__", "mysite/conf/live", "plain_settings"):
        (tmp_path / f"{name}.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("mysite", "mysite.conf"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    settings.BASE_DIR = base_dir and tmp_path / base_dir
    settings.SETTINGS_MODULE = module
    assert SiteFiles.of_site().base == (tmp_path / expected).resolve()


# Sources -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import dash_core_components as dcc", {"source.part-of-dash"}),
        ("from dash_html_components import Div", {"source.part-of-dash"}),
        ("from django_plotly_dash.dash_wrapper import DjangoDash", {"source.internals"}),
        ("from django_plotly_dash.util import pipe_ws_endpoint_name", {"source.internals"}),
        ("from django_plotly_dash.consumers import send_to_pipe_channel", set()),
        ("from django_plotly_dash.models import DashApp, find_stateless_by_name", set()),
        ("from dash import Dash\napp = Dash(__name__)\napp.run()", {"source.dash", "source.run"}),
        ("import dash\nserver = dash.Dash(__name__).server", {"source.dash"}),
        ("import dash\napp = dash.Dash(__name__)\nserver = app.server", {"source.dash", "source.server"}),
        ('from django_plotly_dash import DjangoDash\na = DjangoDash("A", url_base_pathname="/a/")', {"source.prefix"}),
        ("from dash import ctx\nfrom flask import request, session", {"source.flask-request", "source.flask-session"}),
        ("import dash, flask\ndef f(): return flask.session", {"source.flask-session"}),
        ("import flask\ndef f(): return flask.session", set()),
        ("import dash\nfrom flask_caching import Cache", {"source.flask-extension"}),
        (
            "from werkzeug.middleware.dispatcher import DispatcherMiddleware as D\nD(app, {'/sales': sales.server})",
            {"source.mounting"},
        ),
        ("def broken(:", set()),
        ('text = "\\0"', set()),
    ],
)
def test_what_belongs_to_another_way_to_serve_dash_is_found(tmp_path, text, expected):
    assert found(of_source(tmp_path, text)).keys() == expected


def test_an_app_of_dash_is_rewritten_with_its_keywords(tmp_path):
    text = """import dash
app = dash.Dash(
    __name__, title="Sales", server=server, requests_pathname_prefix="/sales/", external_stylesheets=["a.css"]
)
"""
    (finding,) = of_source(tmp_path, text)
    assert finding.line == 2
    assert "without server, requests_pathname_prefix" in finding.what
    assert finding.paste.endswith("""app = DjangoDash("Sales", title='Sales', external_stylesheets=['a.css'])""")
    (finding,) = of_source(tmp_path, "import dash\nx = dash.Dash()", "charts.py")
    assert finding.paste.endswith('DjangoDash("Charts")')


def test_mounted_paths_are_named(tmp_path):
    text = "from werkzeug.middleware.dispatcher import DispatcherMiddleware\nx = DispatcherMiddleware(a, {'/sales': b})"
    (finding,) = of_source(tmp_path, text, "wsgi.py")
    assert "mounted beside Django at /sales" in finding.what


def test_a_component_package_that_is_missing_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("django_plotly_dash.doctor.sources.find_spec", lambda name: None)
    (finding,) = of_source(tmp_path, "import dpd_components as dpd")
    assert finding.paste == "python -m pip install 'dpd-wagtail[compat]'"
    assert "django_plotly_dash.components.Pipe" in finding.what


def test_environments_and_migrations_are_left_alone(tmp_path):
    for folder in ("env-of-mine", "migrations", ".hidden", "node_modules"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "charts.py").write_text("import dash_core_components")
    (tmp_path / "env-of-mine" / "pyvenv.cfg").touch()
    assert examine_sources(tmp_path) == []


def test_nothing_is_run(tmp_path):
    (tmp_path / "charts.py").write_text(f"import dash_table\nopen({str(tmp_path / 'ran')!r}, 'w')\n")
    script = [sys.executable, "-m", "django_plotly_dash.doctor", "--json"]
    done = subprocess.run([*script, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 1
    assert json.loads(done.stdout)["must_change"] == 1
    assert not (tmp_path / "ran").exists()


# Templates ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{% load plotly_dash %}{% plotly_app name="Echo" ratio=0.3 %}', {}),
        ("{% load plotly_dash %}{% plotly_app name=choice %}{% plotly_app da=state %}", {}),
        ('{% plotly_app name="Echo" %}', {"template.syntax": True}),
        ('{% load plotly-dash %}{% plotly_app name="Echo" %}', {"template.syntax": True}),
        ('{% load plotly_dash %}{% plotly_app name="Echo" width=3 %}', {"template.syntax": True}),
        ('{% load plotly_dash %}{% if x %}{% plotly_direct name="Ecko" %}{% endif %}', {"template.unknown-app": True}),
        ('{% load plotly_dash %}{% plotly_app slug="nowhere" %}', {"template.unknown-state": False}),
        ("{% load plotly_dash %}{% plotly_app ratio=1 %}", {"template.nothing": True}),
        ('{% load plotly_dash %}{% plotly_app_bootstrap name="Echo" aspect="3by2" %}', {"template.aspect": True}),
        ('<iframe src="/django_plotly_dash/app/Echo/"></iframe>', {"template.frame": False}),
        ('<iframe src="https://maps.example.org/"></iframe>{% anything %}', {}),
    ],
)
def test_templates_that_use_tags_in_a_wrong_way_are_found(tmp_path, text, expected):
    assert found(of_templates(tmp_path, text)) == expected


@pytest.mark.django_db
def test_a_wrong_template_is_named_with_its_line(tmp_path):
    (finding,) = of_templates(tmp_path, "\n\n{% plotly_app name='Echo' %}")
    assert (finding.where, finding.line, finding.paste) == ("page.html", 3, "{% load plotly_dash %}")


# Settings ----------------------------------------------------------------------------------------------------------


def test_what_the_predecessor_left_behind_is_told(tmp_path, settings):
    assert of_settings(tmp_path) == []
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    settings.PLOTLY_DASH = {"cache_arguments": False}
    assert found(of_settings(tmp_path)) == {"settings.frame-options": False, "settings.serve-locally": False}
    settings.X_FRAME_OPTIONS = "ALLOWALL"
    settings.PLOTLY_DASH = {"ws_route": 3}
    assert found(of_settings(tmp_path)) == {
        "settings.frame-options": True,
        "settings.serve-locally": False,
        "check.E001": True,
    }


def test_header_and_footer_need_their_middleware(tmp_path, settings):
    (tmp_path / "base.html").write_text("{% load plotly_dash %}{% plotly_header %}")
    assert found(of_settings(tmp_path)) == {"settings.base-middleware": False}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django_plotly_dash.middleware.BaseMiddleware"]
    assert of_settings(tmp_path) == []


def test_live_pipes_need_a_layer_and_a_route(tmp_path, settings):
    (tmp_path / "charts.py").write_text("import dpd_components as dpd\n")
    settings.CHANNEL_LAYERS = {}
    settings.ASGI_APPLICATION = None
    assert found(of_settings(tmp_path)) == {"settings.layer": True, "settings.asgi": True}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.ASGI_APPLICATION = "mysite.asgi.application"
    (tmp_path / "mysite").mkdir()
    asgi = tmp_path / "mysite" / "asgi.py"
    asgi.write_text("from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n")
    (finding,) = of_settings(tmp_path)
    assert finding.where == "mysite/asgi.py"
    _ours, _, theirs = finding.paste.partition("# or, in the asgi.py of the site, after get_asgi_application():\n")
    asgi.write_text(asgi.read_text() + theirs)
    assert of_settings(tmp_path) == []
    assert callable(_run(asgi)["application"])
    settings.ASGI_APPLICATION = "django_plotly_dash.routing.application"
    settings.DEBUG = True
    assert found(of_settings(tmp_path)) == {"settings.runserver": False}


def _run(path):
    namespace = {}
    exec(path.read_text(), namespace)  # noqa: S102  what the doctor says to paste
    return namespace


def test_a_decorator_that_hands_the_exemption_on_is_told(tmp_path, settings):
    settings.PLOTLY_DASH = {"view_decorator": "charts.guarded", "serve_locally": True}
    (tmp_path / "charts.py").write_text("def guarded(view, **kwargs):\n    return csrf_exempt(view)\n")
    findings = {finding.id: finding for finding in of_settings(tmp_path)}
    assert findings["source.decorator-csrf"].line == 2
