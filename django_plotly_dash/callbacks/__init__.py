"""Callbacks: the request of a browser checked, run with the extras of Django, and observed."""
