"""The views for the script of the state editor: the list of what a save would change, and the save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from django_plotly_dash.registry.registry import UnknownApp
from dpd_wagtail.permissions import has_state_permission, is_in_reach
from dpd_wagtail.state_editor.capture import CaptureError
from dpd_wagtail.state_editor.changes import apply
from dpd_wagtail.state_editor.forms import CaptureForm, NameForm, taken_text
from dpd_wagtail.state_editor.proposal import last_saver, read_proposal
from dpd_wagtail.state_editor.saving import NameTaken, create_state, save_changes
from dpd_wagtail.state_editor.subject import STATE, Subject, find_subject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from dpd_wagtail.models import SavedState
    from dpd_wagtail.state_editor.changes import StateChange
    from dpd_wagtail.state_editor.proposal import Proposal


class SubjectView(View):
    """A view of an app or a saved state, for users who may save it or save it as a new state."""

    subject: Subject
    may_save: bool
    may_add: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permission before anything is looked up, then the app's access rule.

        Raises:
            PermissionDenied: the user may save nothing here, or may not reach the app.
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
        """Return the app or state of the URL.

        Raises:
            Http404: there is no such row.
            UnknownApp: the app is no longer registered.
        """
        return find_subject(self.kwargs["kind"], int(self.kwargs["pk"]))

    def app_is_gone(self, request: HttpRequest) -> HttpResponseBase:
        """Answer if the app is no longer in the code."""
        return problem(request, gone_text(), 404)


def gone_text() -> str:
    """Return the message that an app no longer exists."""
    return _("This app is no longer registered: it was taken out of the site's code, or its name changed.")


def problem(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """Answer the script of the state editor with a message to show."""
    return _part(request, "problem", {"problem": text}, status)


def _part(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Answer the script with a part of the page. The header tells it apart from other answers, such as a login page."""
    response = render(request, f"dpd_wagtail/state_editor/{template}.html", context, status=status)
    response.headers["X-State-Editor"] = template
    return response


@dataclass(frozen=True, slots=True)
class Submission:
    """The data from the capture script, parsed and checked.

    Attributes:
        proposal: what would change.
        is_new: whether it is to be saved as a new state.
        taken: digests of the old values that the editor saw, by the keys of the ticked changes.
        newest: key of the state's newest version when the app was opened, 0 without one.
        too_large: ``id.property`` of the values that the script left out.
    """

    proposal: Proposal
    is_new: bool
    taken: Mapping[str, str]
    newest: int
    too_large: Sequence[str]


class CapturingView(SubjectView):
    """A view that gets data from the capture script and answers with a part of the page."""

    http_method_names = ["post", "options"]

    @cached_property
    def form(self) -> CaptureForm:
        """The form with the posted data."""
        return CaptureForm(self.request.POST)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Read the data and answer; if it cannot be read, answer with the reason."""
        try:
            submission = self.read_submission()
        except CaptureError as error:
            return problem(request, str(error), 422)
        if not (self.may_add if submission.is_new else self.may_save):
            return problem(request, _("You may not save this."), 403)
        return self.answer(request, submission)

    def read_submission(self) -> Submission:
        """Parse and check the posted data.

        Raises:
            CaptureError: it cannot be read.
        """
        if not self.form.is_valid():
            raise CaptureError(" ".join(str(error) for errors in self.form.errors.values() for error in errors))
        sent = self.form.cleaned_data
        return Submission(
            proposal=self.read_proposal(sent),
            is_new=sent["save_as"] or self.subject.state is None,
            taken=sent["take"],
            newest=sent["newest"],
            too_large=sent["too_large"],
        )

    def read_proposal(self, sent: Mapping[str, Any]) -> Proposal:
        """Read the values.

        Args:
            sent: the cleaned data of :class:`CaptureForm`.

        Raises:
            CaptureError: they cannot be read.
        """
        return read_proposal(self.request, self.subject, sent["captured"] or "", sent["opened"], sent["idle"])

    def answer(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Answer the parsed data."""
        raise NotImplementedError

    def review(
        self,
        request: HttpRequest,
        submission: Submission,
        *,
        status: int = 200,
        form: NameForm | None = None,
        ticked: Mapping[str, str] | None = None,
        meanwhile: Sequence[StateChange] = (),
    ) -> HttpResponse:
        """Answer with the list of changes.

        Args:
            request: the request.
            submission: the posted data.
            status: of the answer.
            form: the form with the entered name and its errors.
            ticked: keys of what the editor has ticked; by default, the suggested changes are ticked.
            meanwhile: what others changed since the list was shown, which is no longer ticked.
        """
        # The row may have changed since it was read for this request.
        if self.subject.state is not None:
            self.subject.state.refresh_from_db()
        stored = self.subject.stored
        changes = submission.proposal.changes(stored)
        capture = submission.proposal.capture(stored)
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
            "is_new": submission.is_new,
            "form": form or (NameForm() if submission.is_new else None),
            "rows": [row for row in rows if row["ticked"] or row["is_foreign"]],
            "more_rows": [row for row in rows if not (row["ticked"] or row["is_foreign"])],
            "has_foreign": foreign,
            "saver": last_saver(state, submission.newest) if state is not None else None,
            "updated": state.update if state is not None and foreign else None,
            "unknown": capture.unknown,
            "refused": capture.refused,
            "too_large": submission.too_large,
            "stopped": bool(meanwhile),
        }
        return _part(request, "review", context, status)


class ReviewView(CapturingView):
    """Lists what a save would change."""

    def answer(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Answer with the list."""
        return self.review(request, submission)


class SaveView(CapturingView):
    """Saves what was ticked."""

    def answer(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Save, or answer with what prevents it."""
        save = self.save_as_new if submission.is_new else self.save_into_state
        try:
            return save(request, submission)
        except ObjectDoesNotExist:
            return problem(
                request, _("This state was deleted in the meantime. You can still save it as a new state."), 409
            )
        except OperationalError:
            return problem(request, _("The database is busy: nothing was saved. Try again."), 503)

    def save_into_state(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Save into the state that is open."""
        state = self.subject.state
        assert state is not None  # noqa: S101  is_new is false
        outcome = save_changes(state, submission.proposal.changes, submission.taken, request.user)
        if outcome.changed_meanwhile:
            return self.review(
                request, submission, status=409, ticked=submission.taken, meanwhile=outcome.changed_meanwhile
            )
        if not outcome.saved:
            return problem(request, _("Nothing was ticked, so nothing was saved."), 422)
        messages.success(request, _("“%(name)s” was saved.") % {"name": state.instance_name})
        return JsonResponse({"url": self.subject.url("open")})

    def save_as_new(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """Save a new state: the values of the open one with the ticked changes."""
        form, seen = NameForm(request.POST), submission.taken
        stored = self.subject.stored
        changes = [change for change in submission.proposal.changes(stored) if change.key in seen]
        others = [change for change in changes if change.seen != seen[change.key]]
        if others:
            return self.review(request, submission, status=409, form=form, ticked=seen, meanwhile=others)
        if not form.is_valid():
            return self.review(request, submission, status=422, form=form, ticked=seen)
        name = form.cleaned_data["name"]
        try:
            state = create_state(self.subject.row, name, apply(stored, changes), request.user, changes)
        except NameTaken:
            form.add_error("name", taken_text(name))
            return self.review(request, submission, status=422, form=form, ticked=seen)
        messages.success(
            request,
            _("“%(name)s” was saved. It is shown on pages only, not at a URL of its own.") % {"name": name},
        )
        return JsonResponse({"url": self.url_after(state)})

    def url_after(self, state: SavedState) -> str:
        """Return the URL to open after a new state was saved."""
        return reverse("dpd_state_editor:open", kwargs={"kind": STATE, "pk": state.pk})
