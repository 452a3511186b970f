"""How Sphinx builds the documentation: `make docs`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Docstrings are read from modules that Django must know: models, blocks, views.
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django  # noqa: E402  the settings come first

django.setup()

from django_plotly_dash.version import __version__  # noqa: E402  as above

project = "dpd-wagtail"
author = "dpd-wagtail contributors"
copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
# Links to headings, as they also work where the repository is browsed.
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Types stand in signatures; the names of Django's, Wagtail's and Dash's own classes are not links to a network.
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"dpd-wagtail {release}"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#5b21b6", "color-brand-content": "#5b21b6"},
    "dark_css_variables": {"color-brand-primary": "#c4b5fd", "color-brand-content": "#c4b5fd"},
}
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["pictures.css"]
exclude_patterns = ["_build"]
