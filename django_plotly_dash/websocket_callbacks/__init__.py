"""Callbacks over a websocket: its consumer, its messages, and each message as a request to Django."""
