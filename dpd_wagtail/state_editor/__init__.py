"""The state editor: use an app in the Wagtail admin until it shows what it should, and save that as its state.

It knows the apps on pages, the permissions and the models, but neither the blocks nor the snippets.
"""
