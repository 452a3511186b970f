"""Signals about callbacks, for a site's metrics, traces and audits (``docs/how-to/observability.md``).

Both are sent wherever a callback runs: for a request, over a websocket, as a language model's tool, as an API endpoint,
and in the worker of a background callback. If a receiver raises an exception, ``django.dispatch`` logs it and nothing
else is affected. The sender is the app (a ``DjangoDash``), so a receiver can be connected to a single app:
``callback_started.connect(receiver, sender=app)``.

They have these arguments:

- ``app``: the app;
- ``callback``: Dash's id of the callback. An app has a limited number of them, so it can label a metric;
- ``outputs``: the declared outputs, ``["answer.children"]``, with wildcards as Dash writes them; may be empty;
- ``user``: the visitor, evaluated when it is first used; None in a worker, and on a site without users.

``callback_finished`` also has:

- ``seconds``: how long the callback took, a float; for an async callback this includes what it awaited;
- ``error``: the exception that it raised, or None. ``PreventUpdate`` is not an error; ``PermissionDenied`` and
  ``Http404``, which become responses with status 403 and 404, are.

A receiver may be a coroutine function. For an async callback, other receivers are called in the request's thread, where
they may use the database.
"""

from __future__ import annotations

from django.dispatch import Signal

callback_started = Signal()
callback_finished = Signal()
