"""Signals of callbacks, for metrics, traces and audits of a site (``docs/how-to/observability.md``).

Both are sent wherever a callback runs: for a request, in a websocket, as a tool of a language model, as an endpoint for
machines, and in the worker of a background callback. A receiver that fails is logged by ``django.dispatch`` and harms
nothing. The sender is the app (a ``DjangoDash``), so that a receiver can be connected to one:
``callback_started.connect(receiver, sender=app)``.

They carry:

- ``app``: the app;
- ``callback``: Dash's id of the callback. An app has few of them, whatever visitors send: it can name a metric;
- ``outputs``: what the callback declares to set, ``["answer.children"]``, wildcards as Dash writes them; may be empty;
- ``user``: the visitor, evaluated when it is first read; None without users, and in a worker.

``callback_finished`` also:

- ``seconds``: how long it took, a float; for an async callback with what it awaited;
- ``error``: what it raised, None where all went well. ``PreventUpdate`` is no error; ``PermissionDenied`` and
  ``Http404``, which are answered 403 and 404, are.

A receiver may be a coroutine function. A plain one of an async callback is called in the request's thread, where it may
use the database.
"""

from __future__ import annotations

from django.dispatch import Signal

callback_started = Signal()
callback_finished = Signal()
