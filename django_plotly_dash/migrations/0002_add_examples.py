"""Keeps the name of the predecessor's second migration, which its databases have recorded."""

from django.db import migrations

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.state.examples import add_examples, remove_examples


def managers(apps, schema_editor):
    alias = schema_editor.connection.alias
    return [apps.get_model("django_plotly_dash", name).objects.using(alias) for name in ("StatelessApp", "DashApp")]


def forwards(apps, schema_editor):
    if plotly_dash_settings().insert_demo_migrations:
        add_examples(*managers(apps, schema_editor))


def backwards(apps, schema_editor):
    if plotly_dash_settings().insert_demo_migrations:
        remove_examples(*managers(apps, schema_editor))


class Migration(migrations.Migration):
    dependencies = [("django_plotly_dash", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
