"""The results of callbacks, and the errors that a test can expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django_plotly_dash.testing.layouts import similar

if TYPE_CHECKING:
    from django.http import HttpResponse


class Refused(Exception):
    """The site refused the request: by an access rule, by its ``view_decorator`` or because the request is wrong.

    Attributes:
        response: the response; ``response.status_code`` is its status.
    """

    def __init__(self, message: str, response: HttpResponse) -> None:
        super().__init__(message)
        self.response = response


class AppFailed(Exception):
    """The callback or the layout raised an exception, which is the ``__cause__`` of this one.

    Attributes:
        response: the response that a browser would get.
    """

    def __init__(self, message: str, response: HttpResponse) -> None:
        super().__init__(message)
        self.response = response


class OutputNotSet(KeyError):
    """A callback did not set a property; the message lists what it did set."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes


class CallbackResult(Mapping[str, Any]):
    """What a callback set: a mapping from ``"id.property"`` to the value as JSON has it.

    Properties with ``no_update`` are missing, and after ``PreventUpdate`` the mapping is empty.

    Attributes:
        asked: the output that was asked for, as ``"id.property"``; empty for a callback without outputs.
        side_updates: what the callback set with ``set_props``, in the same form.
        response: the response that a browser would get.
    """

    def __init__(
        self, asked: str, outputs: Mapping[str, Any], side_updates: Mapping[str, Any], response: HttpResponse
    ) -> None:
        self.asked = asked
        self.side_updates = dict(side_updates)
        self.response = response
        self._outputs = dict(outputs)

    def __getitem__(self, output: str) -> Any:
        """Return the value of an output.

        Raises:
            OutputNotSet: the callback did not set it.
        """
        try:
            return self._outputs[output]
        except KeyError:
            what = similar(output, self._outputs) if self._outputs else "It did not set anything."
            raise OutputNotSet(f"The callback did not set {output!r}. {what}") from None

    def __contains__(self, output: object) -> bool:
        return output in self._outputs

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def __repr__(self) -> str:
        return f"<CallbackResult {self._outputs!r}>"

    @property
    def value(self) -> Any:
        """The value of the output that was asked for.

        Raises:
            OutputNotSet: the callback did not set it.
        """
        return self[self.asked]
