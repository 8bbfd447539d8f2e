"""Keep questions from participants of a session, and the votes for them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import vigil.trust.outbox.models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0011_live_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
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
                        default=vigil.trust.outbox.models.new_uid, max_length=32, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("shown", "shown"),
                            ("answered", "answered"),
                            ("refused", "not shown"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(max_length=30)),
                ("text", models.TextField(max_length=400)),
                ("name", models.CharField(blank=True, max_length=100)),
                ("name_digest", models.CharField(blank=True, max_length=64)),
                ("own_digest", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawals", models.JSONField(blank=True, default=list)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="programme.question",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="programme.session",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="QuestionVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("joined", models.BooleanField(default=False)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="programme.question",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionQuestions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_open", models.BooleanField(default=False)),
                (
                    "answering",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="programme.question",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions_setting",
                        to="programme.session",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["session", "state"], name="programme_q_session_bf36d5_idx"),
        ),
        migrations.AddConstraint(
            model_name="questionvote",
            constraint=models.UniqueConstraint(
                fields=("question", "digest"), name="one_vote_per_question_and_pass"
            ),
        ),
    ]
