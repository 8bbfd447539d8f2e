from itertools import batched

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from vigil.casefile.people.name_matching import fold

ROWS_AT_ONCE = 500


def add_headlines(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the title of each case to the words by which it is found."""
    cases = apps.get_model("casefile", "Case").objects
    rows = cases.exclude(title="").order_by("pk").only("search_text", "title")
    for some in batched(rows.iterator(chunk_size=ROWS_AT_ONCE), ROWS_AT_ONCE):
        for case in some:
            words = case.search_text.split()
            lacking = [word for word in fold(case.title).split() if word not in words]
            case.search_text = " ".join([*words, *lacking])
        cases.bulk_update(some, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("casefile", "0016_search_of_cases"),
    ]

    operations = [
        migrations.RunPython(add_headlines, migrations.RunPython.noop),
    ]
