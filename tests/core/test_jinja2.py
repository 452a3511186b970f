"""The functions of Jinja2 templates: the same as the template tags."""

import re

import pytest
from django.http import HttpResponse
from django.template.backends.jinja2 import Jinja2

from django_plotly_dash.embedding.frame import EmbedError
from django_plotly_dash.middleware import BaseMiddleware
from django_plotly_dash.models import DashApp, StatelessApp
from django_plotly_dash.templatetags import plotly_dash as tags
from django_plotly_dash.templatetags.plotly_dash import register
from tests.core.templates import render as render_with_django

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine():
    options = {"extensions": ["django_plotly_dash.jinja2.PlotlyDash"]}
    return Jinja2({"NAME": "jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


@pytest.fixture
def render(engine, rf):
    def render_source(source, request="a new one", **context):
        return engine.from_string(source).render(context, request=rf.get("/") if request == "a new one" else request)

    return render_source


@pytest.fixture
def state(db):
    return DashApp.objects.create(
        stateless_app=StatelessApp.objects.get(app_name="Echo"), instance_name="Green state", slug="green"
    )


def test_every_template_tag_is_a_function(engine):
    assert set(register.tags) <= set(engine.env.globals)
    assert set(register.tags) == {function.__name__ for function in (*tags.WITH_CONTEXT, *tags.WITHOUT_CONTEXT)}


@pytest.mark.parametrize(
    ("jinja2", "django"),
    [
        ('plotly_app(name="Echo")', 'plotly_app name="Echo"'),
        ('plotly_app("Echo", ratio="0.5", use_frameborder=1)', 'plotly_app "Echo" ratio="0.5" use_frameborder=1'),
        ('plotly_app(slug="green", height=300)', 'plotly_app slug="green" height=300'),
        ("plotly_app(da=da, lazy=true)", "plotly_app da=da lazy=True"),
        ('plotly_app_bootstrap(name="Echo", aspect="21by9")', 'plotly_app_bootstrap name="Echo" aspect="21by9"'),
        ('plotly_app_identifier(slug="green", postfix="A")', 'plotly_app_identifier slug="green" postfix="A"'),
        ('plotly_class(name="Echo", prefix="p")', 'plotly_class name="Echo" prefix="p"'),
        ("site_root_url()", "site_root_url"),
    ],
)
def test_a_function_writes_what_its_tag_writes(render, rf, state, jinja2, django):
    expected = render_with_django(f"{{% {django} %}}", rf.get("/"), da=state)
    assert render(f"{{{{ {jinja2} }}}}", da=state) == expected


def test_html_is_not_escaped_and_names_are(render):
    page = render('{{ plotly_app(name="Echo", title="A <chart>") }}')
    assert "<dash-frame" in page
    assert 'title="A &lt;chart&gt;"' in page


def test_initial_arguments_are_dictionaries_of_the_template(render):
    page = render('{{ plotly_app(name="Echo", initial_arguments={"colour": {"value": "blue"}}) }}')
    assert "app/Echo/initial/" in page


def test_only_frames_after_the_first_are_lazy(render):
    first, second = render('{{ plotly_app("Echo") }}|{{ plotly_app("Echo") }}').split("|")
    assert " lazy" not in first
    assert " lazy" in second


def test_direct_apps_with_header_and_footer(engine, rf):
    template = engine.from_string(
        '<head>{{ plotly_header() }}</head>{{ plotly_direct(name="Echo") }}{{ plotly_footer() }}'
    )
    page = BaseMiddleware(lambda request: HttpResponse(template.render(request=request)))(rf.get("/")).text
    assert re.search(r"<head><link .*direct\.css", page)
    assert "<dash-app>" in page
    assert re.search(r"</dash-app>\s*<script ", page)


@pytest.mark.parametrize("function", ["plotly_app", "plotly_app_bootstrap", "plotly_direct"])
def test_without_a_request_there_is_a_link(render, function):
    link = '<a href="/django_plotly_dash/app/Echo/">Echo</a>'
    assert render(f'{{{{ {function}(name="Echo") }}}}', request=None).strip() == link


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('plotly_app(name="Nobody")', "plotly_app: .*Nobody"),
        ('plotly_app(name="Echo", ratio="wide")', "plotly_app: ratio"),
        ("plotly_direct()", "plotly_direct: .*name, slug and da"),
        ('plotly_app_bootstrap(name="Echo", aspect="2by1")', "plotly_app_bootstrap: aspect"),
        ("plotly_class()", "plotly_class: .*name, slug and da"),
    ],
)
def test_a_wrong_call_names_the_function_and_the_argument(render, call, message):
    with pytest.raises(EmbedError, match=message):
        render(f"{{{{ {call} }}}}")


@pytest.mark.parametrize("call", ['plotly_app(nome="Echo")', 'plotly_app("Echo", name="Echo")'])
def test_an_argument_that_is_unknown_or_given_twice_names_the_function(render, call):
    with pytest.raises(TypeError, match=r"plotly_app\(\) got"):
        render(f"{{{{ {call} }}}}")


def test_our_own_templates_are_found_where_jinja2_is_asked_first(settings, render):
    options = {"extensions": ["django_plotly_dash.jinja2.PlotlyDash"]}
    first = {"BACKEND": "django.template.backends.jinja2.Jinja2", "APP_DIRS": True, "OPTIONS": options}
    settings.TEMPLATES = [first, *settings.TEMPLATES]
    assert "<dash-frame" in render('{{ plotly_app(name="Echo") }}')
