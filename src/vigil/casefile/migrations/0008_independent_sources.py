from django.db import migrations


def count_sources(apps, schema_editor):
    """Count anew: an agency's text in ten outlets was ten."""
    from vigil.linkage.independence import Published, sources

    Case = apps.get_model("casefile", "Case")
    Account = apps.get_model("casefile", "Account")
    for case in Case.objects.iterator():
        accounts = (
            Account.objects.filter(membership__case=case, membership__suggested=False)
            .exclude(reader="open-case-file")
            .select_related("report", "report__outlet")
        )
        reports = {account.report_id: account.report for account in accounts}
        published = [
            Published(report.outlet.name if report.outlet else "", report.text)
            for report in reports.values()
            if report.text or report.url
        ]
        Case.objects.filter(pk=case.pk).update(n_sources=len(set(sources(published))))


class Migration(migrations.Migration):
    dependencies = [("casefile", "0007_case_doubts")]

    operations = [
        migrations.RenameField(model_name="case", old_name="n_outlets", new_name="n_sources"),
        migrations.RunPython(count_sources, migrations.RunPython.noop),
    ]
