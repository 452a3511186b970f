"""The URLs of the state editor, below the admin's."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponseBase
from django.urls import path, re_path
from django.views import View

from django_plotly_dash.access.gate import as_sync_view, with_view_decorator
from dpd_wagtail.state_editor.editor import EditorView
from dpd_wagtail.state_editor.from_page.use import UseView
from dpd_wagtail.state_editor.from_page.views import PageCaptureView, PageReviewView, PageSaveView
from dpd_wagtail.state_editor.scratch import scratch
from dpd_wagtail.state_editor.versions import BringBackView, VersionsView
from dpd_wagtail.state_editor.views import ReviewView, SaveView

app_name = "dpd_state_editor"

_SUBJECT = r"^(?P<kind>app|state)/(?P<pk>[0-9]{1,18})/"


def _own(view: type[View]) -> Callable[..., HttpResponseBase]:
    # A save locks its row in a short transaction of its own, and tries again if the row is locked.
    return transaction.non_atomic_requests(view.as_view())


urlpatterns = [
    re_path(_SUBJECT + r"\Z", EditorView.as_view(), name="open"),
    re_path(_SUBJECT + r"review/\Z", ReviewView.as_view(), name="review"),
    re_path(_SUBJECT + r"save/\Z", _own(SaveView), name="save"),
    re_path(
        _SUBJECT + r"scratch/\Z",
        # Wagtail's decorators of the admin expect a response, not a coroutine.
        as_sync_view(with_view_decorator(scratch, route_name="dpd_state_editor:scratch", url_part="", name="main")),
        name="scratch",
    ),
    re_path(
        _SUBJECT + r"scratch/(?P<path>.+)\Z",
        as_sync_view(
            with_view_decorator(scratch, route_name="dpd_state_editor:scratch-rest", url_part="", name="catch-all")
        ),
        name="scratch-rest",
    ),
    path("page/<int:page_pk>/", PageCaptureView.as_view(), name="page"),
    path("page/<int:page_pk>/review/", PageReviewView.as_view(), name="page-review"),
    path("page/<int:page_pk>/save/", _own(PageSaveView), name="page-save"),
    path("page/<int:page_pk>/use/<int:state_pk>/", UseView.as_view(), name="page-use"),
    path("state/<int:pk>/versions/", VersionsView.as_view(), name="versions"),
    path("state/<int:pk>/versions/<int:version_pk>/", _own(BringBackView), name="bring-back"),
]
