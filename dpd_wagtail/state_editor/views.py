"""What the state editor's script asks for: the list of what a save would change, and the save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from django_plotly_dash.registry.registry import UnknownApp
from dpd_wagtail.keys import key_in
from dpd_wagtail.permissions import has_state_permission, is_in_reach
from dpd_wagtail.state_editor.capture import CaptureError
from dpd_wagtail.state_editor.changes import apply
from dpd_wagtail.state_editor.forms import CaptureForm, NameForm, taken, taken_text
from dpd_wagtail.state_editor.proposal import Proposal, last_saver, read_proposal
from dpd_wagtail.state_editor.saving import NameTaken, save_changes, save_new
from dpd_wagtail.state_editor.subject import STATE, Subject, find_subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from dpd_wagtail.models import SavedState
    from dpd_wagtail.state_editor.changes import StateChange

NEW = "new"
# The server refuses them; they are often large.
NEVER_SENT = ["children", "options", "id", "src", "srcDoc", "href"]


class SubjectView(View):
    """A view of an app or of a saved state, for those who may save it or save it as a new state."""

    subject: Subject

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permission before anything is looked up, then the app's own rule.

        Raises:
            PermissionDenied: who asks may not.
        """
        user = request.user
        if not (
            has_state_permission(user, "add") or (kwargs.get("kind") == STATE and has_state_permission(user, "change"))
        ):
            raise PermissionDenied
        try:
            self.subject = self.find()
        except UnknownApp:
            return self.app_is_gone(request)
        if not is_in_reach(request, self.subject.state or self.subject.row):
            raise PermissionDenied
        self.may_save = self.subject.state is not None and has_state_permission(user, "change")
        self.may_add = has_state_permission(user, "add")
        return super().dispatch(request, *args, **kwargs)

    def find(self) -> Subject:
        """Return what the URL names.

        Raises:
            Http404: there is no such row.
            UnknownApp: the app is no longer registered.
        """
        return find_subject(self.kwargs["kind"], int(self.kwargs["pk"]))

    def app_is_gone(self, request: HttpRequest) -> HttpResponseBase:
        """Answer where the app is no longer in the code."""
        return problem(request, gone_text(), 404)


def gone_text() -> str:
    """Say that an app is no longer there."""
    return _("This app is no longer registered: it was taken out of the site's code, or its name changed.")


def problem(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """Answer the script of the state editor with a message to show."""
    return _part(request, "problem", {"problem": text}, status)


def _part(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Answer the script with a part of the page; other answers, of a login page for example, lack the header."""
    response = render(request, f"dpd_wagtail/state_editor/{template}.html", context, status=status)
    response.headers["X-State-Editor"] = template
    return response


class CapturingView(SubjectView):
    """A view that gets what the capture script sends, and answers with a part of the page."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Read what was sent and go on; what cannot be read is told."""
        form = CaptureForm(request.POST)
        try:
            if not form.is_valid():
                raise CaptureError(" ".join(str(error) for errors in form.errors.values() for error in errors))
            self.too_large: list[str] = form.cleaned_data["too_large"]
            self.proposal = self.read(request, form)
        except CaptureError as error:
            return problem(request, str(error), 422)
        self.is_new = request.POST.get("as") == NEW or self.subject.state is None
        if not (self.may_add if self.is_new else self.may_save):
            return problem(request, _("You may not save this."), 403)
        return self.go_on(request)

    def read(self, request: HttpRequest, form: CaptureForm) -> Proposal:
        """Read the values.

        Raises:
            CaptureError: they cannot be read.
        """
        text, data = request.POST.get("captured", ""), form.cleaned_data
        return read_proposal(request, self.subject, text, data["opened"], data["idle"])

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """Answer what could be read."""
        raise NotImplementedError

    def review(
        self,
        request: HttpRequest,
        *,
        status: int = 200,
        form: NameForm | None = None,
        ticked: dict[str, str] | None = None,
        meanwhile: Sequence[StateChange] = (),
    ) -> HttpResponse:
        """Answer with the list of changes.

        Args:
            request: the request.
            status: of the answer.
            form: with the name that was given, and what is wrong with it.
            ticked: what the editor had ticked; by default what is suggested.
            meanwhile: what others changed since the list was shown: it is no longer ticked.
        """
        # As the row is now: it may have changed since it was read for this request.
        if self.subject.state is not None:
            self.subject.state.refresh_from_db()
        stored = self.subject.stored
        changes = self.proposal.changes(stored)
        capture = self.proposal.capture(stored)
        others = {change.key for change in meanwhile}
        rows = [
            {
                "change": change,
                "ticked": change.key not in others
                and (change.key in ticked if ticked is not None else change.is_suggested),
                "is_foreign": change.is_foreign or change.key in others,
            }
            for change in changes
        ]
        state = self.subject.state
        foreign = any(row["is_foreign"] for row in rows)
        context = {
            "subject": self.subject,
            "is_new": self.is_new,
            "form": form or (NameForm() if self.is_new else None),
            "rows": [row for row in rows if row["ticked"] or row["is_foreign"]],
            "more_rows": [row for row in rows if not (row["ticked"] or row["is_foreign"])],
            "has_foreign": foreign,
            "saver": last_saver(state, self._newest(request)) if state is not None else None,
            "updated": state.update if state is not None and foreign else None,
            "unknown": capture.unknown,
            "refused": capture.refused,
            "too_large": self.too_large,
            "stopped": bool(meanwhile),
        }
        return _part(request, "review", context, status)

    @staticmethod
    def _newest(request: HttpRequest) -> int:
        """Key of the newest version when the app was opened."""
        return key_in(request.POST.get("newest")) or 0


class ReviewView(CapturingView):
    """Lists what a save would change."""

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """Answer with the list."""
        return self.review(request)


class SaveView(CapturingView):
    """Saves what was ticked."""

    def go_on(self, request: HttpRequest) -> HttpResponse:
        """Save, or say what stands in the way."""
        seen = taken(request.POST)
        try:
            return self.save_new(request, seen) if self.is_new else self.save(request, seen)
        except ObjectDoesNotExist:
            return problem(request, _("This state was deleted meanwhile. You can still save it as a new state."), 409)
        except OperationalError:
            return problem(request, _("The database is busy: nothing was saved. Try again."), 503)

    def save(self, request: HttpRequest, seen: dict[str, str]) -> HttpResponse:
        """Save into the state that is open."""
        state = self.subject.state
        assert state is not None  # noqa: S101  is_new is false
        outcome = save_changes(state, self.proposal.changes, seen, request.user)
        if outcome.changed_meanwhile:
            return self.review(request, status=409, ticked=seen, meanwhile=outcome.changed_meanwhile)
        if not outcome.saved:
            return problem(request, _("Nothing was ticked, so nothing was saved."), 422)
        messages.success(request, _("“%(name)s” was saved.") % {"name": state.instance_name})
        return JsonResponse({"url": self.subject.url("open")})

    def save_new(self, request: HttpRequest, seen: dict[str, str]) -> HttpResponse:
        """Save a new state: what the open one has, with what was ticked."""
        form = NameForm(request.POST)
        stored = self.subject.stored
        changes = [change for change in self.proposal.changes(stored) if change.key in seen]
        others = [change for change in changes if change.seen != seen[change.key]]
        if others:
            return self.review(request, status=409, form=form, ticked=seen, meanwhile=others)
        if not form.is_valid():
            return self.review(request, status=422, form=form, ticked=seen)
        name = form.cleaned_data["name"]
        try:
            state = save_new(self.subject.row, name, apply(stored, changes), request.user, changes)
        except NameTaken:
            form.add_error("name", taken_text(name))
            return self.review(request, status=422, form=form, ticked=seen)
        messages.success(
            request,
            _("“%(name)s” was saved. It is shown on pages only, not at a URL of its own.") % {"name": name},
        )
        return JsonResponse({"url": self.url_after(state)})

    def url_after(self, state: SavedState) -> str:
        """Return where a new state leads to."""
        return reverse("dpd_state_editor:open", kwargs={"kind": STATE, "pk": state.pk})
