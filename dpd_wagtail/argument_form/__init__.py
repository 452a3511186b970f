"""Initial arguments as a form: what fields the layout of an app gives, the view that answers it, and its widget."""
