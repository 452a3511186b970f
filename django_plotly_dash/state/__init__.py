"""Saved states, initial arguments and the session state: values of components, and how they change."""
