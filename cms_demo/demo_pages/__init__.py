"""What the manual's pages and the gallery share: how a page is declared, served, and shown together with its source."""
