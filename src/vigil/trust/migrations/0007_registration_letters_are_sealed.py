"""Remove the text of letters to people who registered: from now on it is sealed."""

from typing import Any

from django.db import migrations, models


def empty_what_lies_open(apps: Any, schema_editor: Any) -> None:
    """Empty what the database told. What had not gone out is discarded: ask for the link again.

    Letters that remind of names were of this kind too, and have one of their own now.
    """
    letters = apps.get_model("trust", "Letter").objects.filter(kind="registration")
    letters.filter(about_kind="reminder").update(kind="reminder")
    letters.filter(state__in=["waiting", "released", "failed"], sealed=False).exclude(
        body=""
    ).update(state="discarded")
    letters.exclude(body="").update(body="")


class Migration(migrations.Migration):
    dependencies = [("trust", "0006_key_mark")]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter", name="no_letter_that_opens_an_account_lies_open"
        ),
        migrations.RunPython(empty_what_lies_open, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["account", "registration"]), _negated=True)
                | models.Q(("body", "")),
                name="no_letter_that_opens_something_lies_open",
            ),
        ),
    ]
