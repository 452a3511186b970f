"""The registered apps by name, and the callbacks and modules that belong to each app."""
