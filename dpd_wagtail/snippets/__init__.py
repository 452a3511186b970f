"""Apps and saved states as snippets of the Wagtail admin; it knows the choosers, the permissions and the models."""
