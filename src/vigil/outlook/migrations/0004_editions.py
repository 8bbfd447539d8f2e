import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vigil.trust.models.upload


class Migration(migrations.Migration):
    dependencies = [
        ("outlook", "0003_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=vigil.trust.models.upload.new_uid, max_length=32, unique=True
                    ),
                ),
                ("year", models.CharField(max_length=4)),
                ("sha256", models.CharField(max_length=64)),
                ("scores", models.JSONField()),
                ("doubts", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.CreateModel(
            name="IndexEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.CharField(max_length=4)),
                ("version", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("terms", models.JSONField(default=dict)),
                ("countries", models.PositiveSmallIntegerField()),
                ("doubts", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["year", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "version"), name="index_edition_version"
                    ),
                    models.UniqueConstraint(fields=("year", "sha256"), name="index_edition_file"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=3)),
                ("term", models.CharField(max_length=40)),
                ("value", models.DecimalField(decimal_places=2, max_digits=4)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="outlook.indexedition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["country", "term"], name="outlook_ind_country_78cd5d_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "country", "term"), name="index_score_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 1), ("value__lte", 10)),
                        name="index_score_on_scale",
                    ),
                ],
            },
        ),
    ]
