"""Whoever asked read a decision at once before telling was an act of its own: they were told."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def note_told(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Let what was decided count as told of when it was decided."""
    rows = apps.get_model("fund", "EmergencyRequest").objects.using(schema.connection.alias)
    decided = rows.exclude(state="waiting").filter(told_at=None)
    decided.update(told_at=F("decided_at"))


class Migration(migrations.Migration):
    """Old rows alone."""

    dependencies = [("fund", "0005_emergencies_told_and_linked_answers")]

    operations = [migrations.RunPython(note_told, migrations.RunPython.noop)]
