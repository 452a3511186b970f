"""The manual's demonstration pages: Django templates and views; it knows its apps and what such pages share."""
