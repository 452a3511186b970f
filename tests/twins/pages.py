"""Several pages, with a variable in a path."""

import dash
from dash import Dash, dcc, html

app = Dash(__name__, use_pages=True, pages_folder="")
dash.register_page("home", path="/", name="Home", layout=html.H1("Home"))
dash.register_page(
    "item",
    path_template="/item/<number>",
    name="Item",
    layout=lambda number=None, colour="plain", **_others: html.H1(f"Item {number}, {colour}"),
    title=lambda number=None: f"Item {number}",
)
app.layout = html.Div(
    [
        *(dcc.Link(page["name"], href=page["relative_path"]) for page in dash.page_registry.values()),
        dcc.Link("Item 7", href=dash.get_relative_path("/item/7?colour=red")),
        dcc.Link("Nowhere", href=dash.get_relative_path("/nowhere")),
        dash.page_container,
    ]
)

if __name__ == "__main__":
    app.run()
