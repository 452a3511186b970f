"""Dash apps and saved states among the snippets of the Wagtail admin."""
