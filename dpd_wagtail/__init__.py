"""Dash apps in Wagtail: blocks, choosers, snippets and the state editor, on top of ``django_plotly_dash``."""
