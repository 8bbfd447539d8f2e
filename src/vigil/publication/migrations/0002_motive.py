"""The motive as a column of the public rows, from the record beside each, which told it before."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copy what the disclosed records say. States and days of cases stay: nothing new is told."""
    case, record = (apps.get_model("publication", name) for name in ("PublicCase", "PublicRecord"))
    told = record.objects.values_list("record__values__motive", flat=True).order_by().distinct()
    for value in {said for said in told if said}:
        case.objects.filter(record__record__values__motive=value).update(motive=value)


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_public_record")]

    operations = [
        migrations.AddField("publiccase", "motive", models.CharField(blank=True, max_length=20)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
