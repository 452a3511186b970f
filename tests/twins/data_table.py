"""A table that is edited, sorted by the server and summed up."""

from dash import Dash, Input, Output, callback, dash_table, html

ROWS = [{"item": "apples", "count": 3}, {"item": "pears", "count": 5}, {"item": "plums", "count": 1}]

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
        ),
        html.P(id="sum"),
    ]
)


@callback(Output("sum", "children"), Input("table", "data"))
def add_up(rows):
    return f"{sum(row['count'] for row in rows)} in {len(rows)} rows"


if __name__ == "__main__":
    app.run()
