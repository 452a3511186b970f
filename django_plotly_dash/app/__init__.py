"""The app itself, and what Dash takes for its server: everything below ``DjangoDash`` is put together here."""
