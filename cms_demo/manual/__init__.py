"""The demonstration pages that the manual lists: ordinary Django templates and views, beside the pages of Wagtail."""
