"""The Dash apps on Wagtail pages: where they are, what a page lets visitors open, and what its editors are warned of.

It knows the choosers and what stands below them, but neither the block library nor the state editor.
"""
