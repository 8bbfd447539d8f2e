"""Make the digests of hosts' codes slow: half a millisecond for each."""

from typing import Any

from django.db import migrations

from vigil.trust.digests import slower


def make_slow(apps: Any, schema_editor: Any) -> None:
    """Digest the quick digests: the codes are not needed. Needs the keys if there are any."""
    codes = apps.get_model("programme", "HostCode").objects
    for pk, quick in codes.values_list("pk", "digest"):
        codes.filter(pk=pk).update(digest=slower(quick, listed=True))


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [migrations.RunPython(make_slow, migrations.RunPython.noop)]
