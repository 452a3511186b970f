"""What came back from a callback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django_plotly_dash.testing.layouts import similar

if TYPE_CHECKING:
    from django.http import HttpResponse


class Refused(Exception):
    """The site did not let the request through: an access rule, the site's decorator, a check of the request.

    Attributes:
        response: the answer; ``response.status_code`` is its status.
    """

    def __init__(self, message: str, response: HttpResponse) -> None:
        super().__init__(message)
        self.response = response


class AppFailed(Exception):
    """The callback, or the layout, raised an error, which is this one's cause.

    Attributes:
        response: the answer that a browser gets.
    """

    def __init__(self, message: str, response: HttpResponse) -> None:
        super().__init__(message)
        self.response = response


class OutputNotSet(KeyError):
    """A callback did not set a property; the message says which it set."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would show it in quotes


class CallbackResult(Mapping[str, Any]):
    """What a callback set: ``"id.property"`` to the value, as JSON has it.

    Properties with ``no_update`` are not in it, and after ``PreventUpdate`` it is empty.

    Attributes:
        asked: the output that was called, as ``"id.property"``; empty for a callback without outputs.
        side_updates: what the callback set with ``set_props``, likewise.
        response: the answer that a browser gets.
    """

    def __init__(
        self, asked: str, outputs: Mapping[str, Any], side_updates: Mapping[str, Any], response: HttpResponse
    ) -> None:
        self.asked = asked
        self.side_updates = dict(side_updates)
        self.response = response
        self._outputs = dict(outputs)

    def __getitem__(self, output: str) -> Any:
        """Return what an output was set to.

        Raises:
            OutputNotSet: it was not set.
        """
        try:
            return self._outputs[output]
        except KeyError:
            what = similar(output, self._outputs) if self._outputs else "It set nothing at all."
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
        """What the output was set to that was called.

        Raises:
            OutputNotSet: it was not set.
        """
        return self[self.asked]
