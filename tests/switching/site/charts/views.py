"""Views of a site on django-plotly-dash."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from django_plotly_dash.consumers import send_to_pipe_channel


def send(request: HttpRequest) -> HttpResponse:
    """Send a message to every page that listens."""
    send_to_pipe_channel(channel_name="kitchen", label="dish", value=request.POST["dish"])
    return HttpResponse("sent", content_type="text/plain")


def session_page(request: HttpRequest) -> HttpResponse:
    """Count how often the page was shown, where the app's callbacks can read it."""
    shared = request.session.get("django_plotly_dash", {})
    shared["views"] = shared.get("views", 0) + 1
    request.session["django_plotly_dash"] = shared
    return render(request, "charts/session.html", {"views": shared["views"]})
