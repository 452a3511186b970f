"""Values laid over a layout."""

from dash import dcc, html

from django_plotly_dash.state.values import lay_over, merge


class TestLayOver:
    layout = html.Div(
        [
            dcc.Input(id="a", value=1),
            html.Div(html.Div(dcc.Input(id={"type": "x", "index": 2}, value=2))),
            dcc.Tabs([dcc.Tab(label=html.B("plain", id="label"), children="c")], id="tabs"),
        ]
    )

    def test_only_what_changes_is_copied(self):
        changed = lay_over(self.layout, {"a": {"value": 5}})
        assert changed is not self.layout
        assert changed.children[0].value == 5
        assert self.layout.children[0].value == 1
        assert changed.children[1] is self.layout.children[1]

    def test_dict_ids_are_found(self):
        changed = lay_over(self.layout, {'{"index":2,"type":"x"}': {"value": 7}})
        assert changed.children[1].children.children.value == 7

    def test_components_in_other_properties_are_found(self):
        changed = lay_over(self.layout, {"label": {"children": "new"}})
        assert changed.children[2].children[0].label.children == "new"

    def test_unknown_ids_and_properties_change_nothing(self):
        assert lay_over(self.layout, {"nobody": {"value": 1}}) is self.layout
        assert lay_over(self.layout, {"a": {"no_such_property": 1}}) is self.layout
        assert lay_over(self.layout, {}) is self.layout

    def test_wildcard_properties_are_set(self):
        changed = lay_over(html.Div(id="d"), {"d": {"data-kind": "x"}})
        assert getattr(changed, "data-kind") == "x"

    def test_later_layers_win_property_by_property(self):
        assert merge({"a": {"x": 1, "y": 1}}, {"a": {"y": 2}}) == {"a": {"x": 1, "y": 2}}
