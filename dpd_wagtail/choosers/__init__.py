"""Choosers of Dash apps and of their saved states, which offer what the editor may choose.

They know the permissions and the models, but not the blocks that they are part of.
"""

from dpd_wagtail.choosers.apps import AppChooserBlock, app_chooser_viewset
from dpd_wagtail.choosers.states import GoneState, LinkedStateChooserBlock, StateChooserBlock, state_chooser_viewset

__all__ = [
    "AppChooserBlock",
    "GoneState",
    "LinkedStateChooserBlock",
    "StateChooserBlock",
    "app_chooser_viewset",
    "state_chooser_viewset",
]
