"""Decorators that a site may put around every view."""

import functools

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.gzip import gzip_page


def plain(view, **_names):
    @functools.wraps(view)
    def decorated(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/login/")
        response = view(request, *args, **kwargs)
        response.headers["X-Decorated"] = "yes"
        response.set_cookie("decorated", "yes")
        return response

    return decorated


def asynchronous(view, **_names):
    @functools.wraps(view)
    async def decorated(request, *args, **kwargs):
        user = await request.auser()
        if user.username == "eve":
            raise PermissionDenied
        if not user.is_authenticated:
            return HttpResponseRedirect("/login/")
        response = await view(request, *args, **kwargs)
        response.headers["X-Decorated"] = "yes"
        response.set_cookie("decorated", "yes")
        return response

    return decorated


def djangos(view, **_names):
    return login_required(view)


def compressing(view, **_names):
    return gzip_page(view)


def replacing(view, **_names):
    def decorated(request, *args, **kwargs):
        view(request, *args, **kwargs).close()
        return HttpResponse("something else")

    return decorated
