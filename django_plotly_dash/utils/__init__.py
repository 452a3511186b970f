"""Modules that several rooms need and that belong to none of them; each is named after what it does."""
