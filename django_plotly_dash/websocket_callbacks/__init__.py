"""Callbacks over a websocket: the consumer, its messages, and the request to Django that runs each callback."""
