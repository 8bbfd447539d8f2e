"""From which contributor a recording came by mail or by hand, when and how."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0015_recordings_by_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="recording",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recording",
            name="received_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="programme.contribution",
            ),
        ),
        migrations.AddField(
            model_name="recording",
            name="received_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("drive", "USB stick or memory card"),
                    ("messenger", "messenger (WhatsApp, Signal)"),
                    ("email", "email"),
                    ("post", "post"),
                    ("person", "in person"),
                    ("other", "another way"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="recording",
            name="received_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
