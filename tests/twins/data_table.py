"""A table that is edited, sorted, filtered and turned over, and summed up by the server."""

from dash import Dash, Input, Output, callback, dash_table, html

FRUIT = {"apples": 3, "pears": 5, "plums": 1, "figs": 8, "dates": 2, "limes": 9, "kiwis": 4}
ROWS = [{"item": item, "count": count} for item, count in FRUIT.items()]

app = Dash(__name__)
app.layout = html.Div(
    [
        dash_table.DataTable(
            ROWS,
            [{"name": name, "id": name, "type": kind} for name, kind in (("item", "text"), ("count", "numeric"))],
            id="table",
            editable=True,
            row_deletable=True,
            sort_action="native",
            filter_action="native",
            page_size=4,
        ),
        html.P(id="sum"),
        html.P(id="seen"),
    ]
)


@callback(Output("sum", "children"), Input("table", "data"))
def add_up(rows):
    return f"{sum(row['count'] for row in rows)} in {len(rows)} rows"


@callback(
    Output("seen", "children"),
    Input("table", "derived_virtual_data"),
    Input("table", "page_current"),
    Input("table", "active_cell"),
)
def tell(rows, page, cell):
    order = [row["item"] for row in rows or []]
    return f"page {page or 0} of {', '.join(order)}; at {cell and cell['column_id']}"


if __name__ == "__main__":
    app.run()
