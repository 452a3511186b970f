"""Callbacks: check the browser's request, run the callback with extra arguments from Django, and report on it."""
