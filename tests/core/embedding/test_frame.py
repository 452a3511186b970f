"""The one renderer, and the template tag in front of it."""

import pytest
from django.template import Context, RequestContext, Template

from django_plotly_dash.embedding.frame import EmbedError, Sizing, embed
from django_plotly_dash.models import DashApp, StatelessApp
from tests.core.templates import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def state(db):
    return DashApp.objects.create(
        stateless_app=StatelessApp.objects.get(app_name="Echo"), instance_name="Green state", slug="green"
    )


def test_a_frame_has_url_title_and_no_inline_script_or_style(rf):
    html = render('{% plotly_app name="Echo" %}', rf.get("/"))
    assert 'src="/django_plotly_dash/app/Echo/"' in html
    assert 'title="Echo"' in html
    assert 'sizing="auto"' in html
    assert "style=" not in html
    assert "<script>" not in html


def test_only_frames_after_the_first_are_lazy(rf):
    request = rf.get("/")
    frames = render('{% plotly_app name="Echo" %}|{% plotly_app name="Echo" %}', request).split("|")
    assert " lazy" not in frames[0]
    assert " lazy" in frames[1]
    assert " lazy" not in render('{% plotly_app name="Echo" lazy="no" %}', request)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('ratio="0.5"', 'ratio="0.5"'),
        ("ratio=0.25", 'ratio="0.25"'),
        ('height="300"', 'height="300px"'),
        ('height="60vh"', 'height="60vh"'),
        ("auto_height=False", 'ratio="0.1"'),
        ('use_frameborder="1"', " border"),
        ('title="A <chart>"', 'title="A &lt;chart&gt;"'),
    ],
)
def test_arguments_of_the_tag(rf, arguments, expected):
    assert expected in render(f'{{% plotly_app name="Echo" {arguments} %}}', rf.get("/"))


def test_false_flags_come_as_text_too(rf):
    assert " border" not in render('{% plotly_app name="Echo" use_frameborder="0" %}', rf.get("/"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "name, slug and da"),
        ('name="Nobody"', "Nobody"),
        ('name="Echo" slug="nobody"', "nobody"),
        ('name="Echo" ratio="wide"', "ratio"),
        ('name="Echo" ratio=0', "ratio"),
        ('name="Echo" height="tall"', "height"),
        ('name="Echo" initial_arguments="{"', "initial_arguments"),
    ],
)
def test_a_wrong_call_names_the_tag_and_the_argument(rf, arguments, message):
    with pytest.raises(EmbedError, match=message) as caught:
        render(f"{{% plotly_app {arguments} %}}", rf.get("/"))
    assert "plotly_app" in str(caught.value)


def test_slug_wins_over_name_and_name_over_da(rf, state):
    assert "instance/green/" in render('{% plotly_app name="Echo" slug="green" %}', rf.get("/"))
    assert "app/Echo/" in render('{% plotly_app name="Echo" da=da %}', rf.get("/"), da=state)
    assert "instance/green/" in render("{% plotly_app da=da %}", rf.get("/"), da=state)


def test_a_state_whose_app_is_gone_is_a_clear_error(rf, db):
    row = StatelessApp.objects.create(app_name="Gone")
    state = DashApp.objects.create(stateless_app=row)
    assert state.instance_name == "Gone-1"
    with pytest.raises(EmbedError, match="does not exist any more"):
        embed(da=state)


def test_without_a_request_there_is_a_link():
    html = Template('{% load plotly_dash %}{% plotly_app name="Echo" %}').render(Context())
    assert html.strip() == '<a href="/django_plotly_dash/app/Echo/">Echo</a>'


def test_arguments_go_into_the_url(rf):
    html = render("{% plotly_app name='Echo' initial_arguments=values %}", rf.get("/"), values={"colour": {"value": 1}})
    assert "app/Echo/initial/" in html


def test_bootstrap_has_the_classes_of_both_versions(rf):
    html = embed("Echo", sizing=Sizing.bootstrap("16by9"), request=rf.get("/")).render()
    assert "ratio-16x9" in html
    assert "embed-responsive-16by9" in html
    with pytest.raises(EmbedError, match="21by9"):
        Sizing.bootstrap("2by1")


def test_the_bootstrap_tag_takes_the_aspect(rf):
    html = render('{% plotly_app_bootstrap name="Echo" aspect="21by9" title="Wide" %}', rf.get("/"))
    assert "embed-responsive-21by9" in html
    assert 'title="Wide"' in html
    with pytest.raises(EmbedError, match=r"plotly_app_bootstrap.*aspect"):
        render('{% plotly_app_bootstrap name="Echo" aspect="2by1" %}', rf.get("/"))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('plotly_app_identifier name="Name with Spaces"', "name-with-spaces"),
        ('plotly_app_identifier slug="green" postfix="A"', "green-A"),
        ('plotly_class name="Echo"', "django-plotly-dash django-plotly-dash-iframe django-plotly-dash-app-echo"),
        ('plotly_class slug="green" prefix="p" postfix="A" template_type="direct"', "p p-direct p-app-green-A"),
    ],
)
def test_identifiers_and_classes(rf, state, tag, expected):
    assert render(f"{{% {tag} %}}", rf.get("/")) == expected


@pytest.mark.parametrize("tag", ["plotly_class", "plotly_app_identifier"])
def test_an_identifier_of_nothing_names_the_tag(rf, tag):
    with pytest.raises(EmbedError, match=tag):
        render(f"{{% {tag} %}}", rf.get("/"))


def test_a_request_is_found_without_its_context_processor(rf):
    template = Template('{% load plotly_dash %}{% plotly_app name="Echo" %}')
    assert "<dash-frame" in template.render(RequestContext(rf.get("/"), processors=[]))


def test_a_site_without_our_urls_is_told_what_to_include(rf, settings):
    settings.ROOT_URLCONF = "tests.core.urls_without_apps"
    with pytest.raises(EmbedError, match="include"):
        embed("Echo", request=rf.get("/"))


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/deeper", "deeper"),
        ("a b/ü?colour=red&x=/../y", "a%20b/%C3%BC?colour=red&x=/../y"),
        ("done%20already#here", "done%20already#here"),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_frame_may_show_a_page_of_the_app_at_first(rf, path, url):
    shown = embed("Echo", path=path, url_parameter="echo", request=rf.get("/"))
    assert shown.deep_url == f"/django_plotly_dash/app/Echo/{url}"
    assert 'url-parameter="echo" base="/django_plotly_dash/app/Echo/"' in shown.render()


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            {"path": path}
            for path in ("../x", "/a/../../x", "//evil", "https://evil", "a\\b", "%2e%2e/x", "a\nb", "/.")
        ),
        *({"url_parameter": name} for name in ("a b", "ü", "a&b", "x" * 41, '"')),
    ],
)
def test_a_path_that_leads_away_and_a_bad_parameter_are_refused(rf, arguments):
    with pytest.raises(EmbedError, match=next(iter(arguments))):
        embed("Echo", request=rf.get("/"), **arguments)
