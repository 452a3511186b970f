"""Dash as it comes, on Flask or on FastAPI: ``DASH_BACKEND`` says on which, ``DASH_LAYOUT`` how large its layout is."""

import os

from dash import Dash

from tests.benchmarks.scenes import add_callback, large_layout, small_layout

app = Dash("peer", backend=os.environ["DASH_BACKEND"])
size = int(os.environ.get("DASH_LAYOUT", "4"))
app.layout = small_layout() if size == 4 else large_layout(size)
if size == 4:
    add_callback(app)
server = app.server
