"""The documented import path of guards, which check the grants of tickets."""

from django_plotly_dash.tickets.grants import Denial, Guard, register_guard

__all__ = ["Denial", "Guard", "register_guard"]
