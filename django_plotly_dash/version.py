"""The one place that holds the version of the distribution ``dpd-wagtail``."""

__version__ = "0.1.0"
