"""Async callbacks that wait for each other, and what their server needs meanwhile."""

import asyncio
import threading

from dash import Input, Output, html

from django_plotly_dash import DjangoDash

waiting = DjangoDash("Waiting")
waiting.layout = html.Div([html.P(id="answer"), html.P(id="threads")])

_here: dict[str, list[asyncio.Future[int]]] = {}


@waiting.callback(Output("answer", "children"), Input("colour", "value"))
async def meet(value):
    """Wait until as many are here as were announced, and say how many threads the process had then."""
    party, number = value
    asyncio.get_running_loop()
    here = _here.setdefault(party, [])
    mine = asyncio.get_running_loop().create_future()
    here.append(mine)
    if len(here) == number:
        # One round of the loop later, all threads that are given back have been.
        await asyncio.to_thread(lambda: None)
        threads = threading.active_count()
        for other in here:
            other.set_result(threads)
    return await mine


@waiting.callback(Output("threads", "children"), Input("colour", "value"))
def count_threads(_value):
    return [threading.active_count(), threading.current_thread() is threading.main_thread()]
