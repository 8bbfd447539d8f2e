"""Marks of the run of show, streams opened by hand, captions and sign language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0010_mailings")]

    operations = [
        migrations.AddField(
            model_name="runitem",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="runitem",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stream",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stream",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="streamaddress",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("main", "the stream as it is spoken"),
                    ("language", "another language"),
                    ("fallback", "a fallback, if the others fail"),
                    ("captions", "live captions, on a page of their own"),
                    ("sign", "sign language"),
                ],
                default="main",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="streamaddress",
            name="form",
            field=models.CharField(
                choices=[
                    ("embed", "a player of a provider"),
                    ("hls", "an HLS playlist"),
                    ("join", "a button to a meeting"),
                    ("link", "a page in a new tab"),
                ],
                default="embed",
                max_length=5,
            ),
        ),
    ]
