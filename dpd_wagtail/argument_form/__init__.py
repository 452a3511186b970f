"""Initial arguments as a form: the fields that an app's layout gives, the view that answers with them, and the widget.

It knows the permissions and the models, but no block and no chooser.
"""
