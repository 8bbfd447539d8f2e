from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from vigil.casefile.searching.index import follow_cases_again


def restore(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the search follow the cases again: SQLite lost the triggers with the remade table."""
    follow_cases_again(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0015_queue_indexes"),
    ]

    operations = [
        migrations.RunPython(restore, migrations.RunPython.noop),
    ]
