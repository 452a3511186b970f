"""What Django holds for a request under ASGI while its view is awaited: a thread and database connections."""

from __future__ import annotations

from asgiref.sync import AsyncToSync, SyncToAsync, sync_to_async
from django.db import connections


async def give_back() -> None:
    """Release both until the request needs them again.

    For each request, Django runs code that is not async in one thread (asgiref's ``ThreadSensitiveContext``),
    middleware for example, and holds it with its connections until the request ends. A hundred waiting callbacks would
    hold a hundred of each. Code that the request runs later gets a new thread.

    Nothing is released if a synchronous middleware waits in that thread, or if the site provides its own thread.
    """
    context = SyncToAsync.thread_sensitive_context.get(None)
    if context is None or getattr(AsyncToSync.executors, "current", None) is not None:
        return
    if getattr(context, "_executor", None) is not None or context not in SyncToAsync.context_to_thread_executor:
        return
    if await sync_to_async(_close_connections)():
        executor = SyncToAsync.context_to_thread_executor.pop(context, None)
        if executor is not None:
            executor.shutdown(wait=False)


def _close_connections() -> bool:
    """Close open connections. Return False if one is in a transaction, with ATOMIC_REQUESTS in a test for example."""
    opened = connections.all(initialized_only=True)
    if any(connection.in_atomic_block for connection in opened):
        return False
    for connection in opened:
        connection.close()
    return True
