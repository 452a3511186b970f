"""A saved state of the app with twenty keys, and callbacks that change one of them."""

from django_plotly_dash.state.values import component_key

KEYS = 20
MAKE_STATE = """
from django_plotly_dash.models import DashApp, StatelessApp
app = StatelessApp.objects.get(app_name="Twenty keys")
state = DashApp(stateless_app=app, instance_name="shared", save_on_change=True)
state.populate_values()
state.save()
"""


def key_body(number: int, value: int) -> dict:
    own = {"type": "key", "index": number}
    return {
        "output": '{"index":["MATCH"],"type":"log"}.data',
        "outputs": {"id": {"type": "log", "index": number}, "property": "data"},
        "inputs": [{"id": own, "property": "value", "value": value}],
        "changedPropIds": [f"{component_key(own)}.value"],
    }
