"""The demonstration site of dpd-wagtail: a Wagtail site with Dash dashboards on its pages.

``python -m cms_demo`` prepares and serves it; ``python -m cms_demo COMMAND`` is its manage.py.
"""
