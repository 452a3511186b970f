"""Dash apps in Wagtail: blocks and choosers on top of ``django_plotly_dash``."""
