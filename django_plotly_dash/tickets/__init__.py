"""Tickets: what is signed into an app's URLs, and the guards that judge its grants with each request."""
