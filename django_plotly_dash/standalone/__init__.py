"""Run an app file alone with ``python app.py``, to develop the app without a Django site."""
