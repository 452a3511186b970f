"""How ``python -m cms_demo`` serves the site, with other processes beside it; it knows the site's pages."""
