"""Dash's developer tools, which are on with Django's DEBUG alone, and hot reload."""
