"""Saving from a page what one of its apps shows as a new state; it knows the state editor and the apps on pages."""
