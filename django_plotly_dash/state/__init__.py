"""Saved states, initial arguments and the session's state: values of components, and how they change."""
