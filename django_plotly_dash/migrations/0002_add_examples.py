"""Keeps the name of the predecessor's second migration, which its databases have recorded."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("django_plotly_dash", "0001_initial")]

    operations = []
