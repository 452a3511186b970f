"""The page of an app and its layout, made by Dash, finished for Django, and kept for the next visitor."""
