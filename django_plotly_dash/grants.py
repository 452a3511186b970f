"""The documented name of guards: what sites give to :func:`register_guard` judges the grants of tickets."""

from django_plotly_dash.tickets.grants import Denial, Guard, register_guard

__all__ = ["Denial", "Guard", "register_guard"]
