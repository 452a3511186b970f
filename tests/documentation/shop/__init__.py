"""A package of the site that the documentation speaks of."""
