"""What the manual's pages and the gallery share: how a page is declared, answered, and shown with its source.

It knows neither the manual nor the gallery.
"""
