"""The one place that holds the version of the distribution ``dpd-wagtail``."""

__version__ = "1.0.0"
