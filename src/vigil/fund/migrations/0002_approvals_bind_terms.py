from django.db import migrations, models


def void_what_nobody_saw(apps, schema_editor):
    """Void approvals of money that is not paid: who gave them had not seen payee and account."""
    rows = apps.get_model("fund", "Tranche").objects.filter(state__in=("planned", "approved"))
    for tranche in rows.filter(approvals__isnull=False).distinct().select_related("grant"):
        number = tranche.approvals.all().delete()[0]
        tranche.state = "planned"
        tranche.save(update_fields=["state"])
        apps.get_model("trust", "Decision").objects.create(
            verb="void_approvals",
            target_kind="grant",
            target_key=tranche.grant.uid,
            before={"approvals": number},
            after={"tranche": tranche.number, "fields": []},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="terms",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="emergencyword",
            name="terms",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(void_what_nobody_saw, migrations.RunPython.noop),
    ]
