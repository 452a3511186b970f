"""Dash's developer tools, which are on only with Django's DEBUG: hot reload, and tracebacks of failed callbacks."""
