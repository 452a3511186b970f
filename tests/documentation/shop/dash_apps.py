"""Where docs/how-to/pages.md makes its app: the app's pages are in the folder beside this module."""
