"""Tie every application to the version of the form that it answers."""

import hashlib
import json
from typing import Any

from django.db import migrations, models


def freeze_first_versions(apps: Any, schema_editor: Any) -> None:
    """Make the first version of each call that somebody could read, and tie its applications."""
    call_model = apps.get_model("fund", "Call")
    version_model = apps.get_model("fund", "FormVersion")
    application_model = apps.get_model("fund", "Application")
    begun = set(application_model.objects.values_list("call_id", flat=True))
    for call in call_model.objects.all():
        if call.state == "draft" and call.pk not in begun:
            continue
        told = [call.form, call.rubric, call.eligibility]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        version, _made = version_model.objects.get_or_create(
            call=call,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            defaults={
                "number": 1,
                "form": call.form,
                "rubric": call.rubric,
                "eligibility": call.eligibility,
            },
        )
        application_model.objects.filter(call=call, form_version=None).update(form_version=version)


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0008_keys_and_voices"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="dropped",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(freeze_first_versions, migrations.RunPython.noop),
    ]
