"""This site's own StreamField blocks. See README.md for what lives here and what does not."""
