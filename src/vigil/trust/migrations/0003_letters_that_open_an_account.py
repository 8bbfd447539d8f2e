"""Remove the text of letters that open an account: from now on it is sealed, and never lies open."""

from typing import Any

from django.db import migrations, models


def empty_what_lies_open(apps: Any, schema_editor: Any) -> None:
    """Empty what administrators could read. What had not gone out is discarded: ask for it again."""
    letters = apps.get_model("trust", "Letter").objects.filter(kind="account")
    letters.filter(state__in=["waiting", "released"], sealed=False).update(state="discarded")
    letters.exclude(body="").update(body="")


class Migration(migrations.Migration):
    dependencies = [("trust", "0002_confirmations")]

    operations = [
        migrations.RunPython(empty_what_lies_open, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "account"), _negated=True) | models.Q(("body", "")),
                name="no_letter_that_opens_an_account_lies_open",
            ),
        ),
    ]
