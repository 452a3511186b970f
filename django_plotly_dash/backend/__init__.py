"""Django as a server for Dash: Dash's own server interface, answered by Django requests and responses."""
