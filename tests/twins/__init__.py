"""Dash apps as anybody writes them, without a word of Django: test_same_as_dash.py runs each on Flask and on Django."""
