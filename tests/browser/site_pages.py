"""Pages of an ordinary Django site that puts apps on them; the URL configuration of test_frames.py."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

PAGE = """{{% load plotly_dash %}}<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Page</title></head>
<body><h1>Page</h1>{}</body></html>"""

BODIES = {
    "one": '{% plotly_app name="Growing" %}<p id="below">below</p>',
    "twice": '{% plotly_app name="Growing" %}{% plotly_app name="Growing" lazy="no" %}',
    "popups": '{% plotly_app name="Popups" %}<p id="below">below</p>',
    "ratio": '{% plotly_app name="Growing" ratio=0.5 %}',
    "fixed": '{% plotly_app name="Growing" height=321 use_frameborder="1" %}',
    "stored": '<dash-frame sizing="auto"><iframe src="/dash/app/Growing/" title="Kept" height="450" loading="lazy">'
    '</iframe></dash-frame>{% plotly_app name="Growing" %}',
    "many": '{% for number in "1234567890" %}{% plotly_app name="Growing" ratio=1 %}{% endfor %}',
    "members": '{% plotly_app name="Members" %}<p id="below">below</p>',
    "raising": '{% plotly_app name="Raising" %}<p id="below">below</p>',
    "deep": '{% plotly_app name="Rooms" path="/room/3?colour=blue" %}',
    "followed": '{% plotly_app name="Rooms" url_parameter="room" %}',
    "arguments": "{% plotly_app name='Growing' initial_arguments='{\"lines\": {\"value\": 7}}' %}",
}


def page(request: HttpRequest, name: str) -> HttpResponse:
    template = Template(PAGE.format(BODIES[name]))
    return HttpResponse(template.render(RequestContext(request)))


urlpatterns = [
    path("page/<slug:name>/", page),
    path("dash/", include("django_plotly_dash.urls")),
]
