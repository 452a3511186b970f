"""Components of several packages with any properties, for tests with Hypothesis."""

from __future__ import annotations

import dash_bootstrap_components as dbc
import dash_mantine_components as dmc
from dash import dcc, html
from hypothesis import strategies as st

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
data = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
CLASSES = [
    dcc.Input, dcc.Textarea, dcc.Dropdown, dcc.RadioItems, dcc.Checklist, dcc.Slider, dcc.RangeSlider,
    dcc.DatePickerSingle, dcc.DatePickerRange, dcc.Tabs, dbc.Input, dbc.Select, dbc.Switch, dbc.Checklist, dmc.Select,
    dmc.MultiSelect, dmc.NumberInput, dmc.Slider, dmc.RadioGroup, dmc.DatePickerInput, dmc.Checkbox, html.Label,
]  # fmt: skip
PROPERTIES = ["value", "date", "start_date", "options", "data", "min", "max", "step", "marks", "type", "multi", "label"]


@st.composite
def components(draw):
    cls = draw(st.sampled_from(CLASSES))
    made = cls(children=None) if cls is dmc.RadioGroup else cls()
    made.id = draw(st.sampled_from(["a", "b"]) | st.fixed_dictionaries({"type": st.text(max_size=3)}))
    for name in draw(st.sets(st.sampled_from(PROPERTIES))):
        if name in made.available_properties:
            setattr(made, name, draw(data))
    return made
