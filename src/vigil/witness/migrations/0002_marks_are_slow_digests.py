"""Make the marks by which remembered people are found again anew, from their spellings."""

from typing import Any

from django.db import migrations

from vigil.witness.names_rulings import marks_of


def mark_anew(apps: Any, schema_editor: Any) -> None:
    """Make the marks of every ruling anew. Needs the keys if there are any."""
    names = apps.get_model("witness", "Name").objects
    for ruling in apps.get_model("witness", "Ruling").objects.all():
        name = names.filter(uid=ruling.uid).first()
        if name is not None:
            ruling.marks = marks_of([spelling.text for spelling in name.spellings.all()])
            ruling.save(update_fields=["marks"])


class Migration(migrations.Migration):
    dependencies = [("witness", "0001_initial")]

    operations = [migrations.RunPython(mark_anew, migrations.RunPython.noop)]
