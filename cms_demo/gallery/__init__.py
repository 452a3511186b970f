"""The gallery: one runnable page for each topic of Dash; it knows its apps and what demonstration pages share."""
