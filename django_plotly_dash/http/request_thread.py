"""What Django keeps for a request under ASGI while its view is awaited: a thread, and connections to the database."""

from __future__ import annotations

from asgiref.sync import AsyncToSync, SyncToAsync, sync_to_async
from django.db import connections


async def give_back() -> None:
    """Give both back until the request needs them again.

    Django runs what is not async in one thread for each request (asgiref's ``ThreadSensitiveContext``), middleware for
    instance, and keeps it to the end of the request with its connections. A hundred callbacks that wait would hold a
    hundred of each. What the request runs later gets a new thread, as what it ran first did.

    Nothing is given back where a synchronous middleware stands above, which waits in that thread itself, nor where the
    site has brought a thread of its own.
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
    """Close those that were opened, and say whether none is in a transaction, as ATOMIC_REQUESTS of a test is."""
    opened = connections.all(initialized_only=True)
    if any(connection.in_atomic_block for connection in opened):
        return False
    for connection in opened:
        connection.close()
    return True
