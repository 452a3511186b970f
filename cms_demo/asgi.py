"""The site for ASGI servers: ``daphne cms_demo.asgi:application``.

Pages, the websocket of live pipes and the HTTP endpoint for their messages: a site that has websockets of its own
writes this out with Channels' ``ProtocolTypeRouter``, as ``django_plotly_dash.routing`` does.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_demo.settings")

from django_plotly_dash.routing import application

__all__ = ["application"]
