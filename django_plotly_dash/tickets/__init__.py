"""Tickets: data signed into an app's URLs, and the guards that check its grants with each request."""
