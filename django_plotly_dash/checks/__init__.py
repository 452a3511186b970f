"""System checks: what ``manage.py check`` reports about settings, background callbacks, deployment and apps."""
