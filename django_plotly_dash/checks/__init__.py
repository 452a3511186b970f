"""System checks: what ``manage.py check`` says of settings, background callbacks, deployment and apps."""
