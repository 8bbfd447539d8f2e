"""Letters that came back, and why a mail server refused one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0011_shared_values")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("address", "the address does not exist"),
                    ("mailbox", "the mailbox is full or closed"),
                    ("server", "the mail server of the address could not take it"),
                    ("content", "the mail server takes no letters of this size or kind"),
                    ("policy", "the mail server takes no letters from this sender"),
                    ("unknown", "the reason is unknown"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waits for a person"),
                    ("released", "on its way"),
                    ("sending", "being handed over"),
                    ("sent", "sent"),
                    ("failed", "not sent"),
                    ("captured", "kept here: no mail server is set up"),
                    ("discarded", "discarded"),
                    ("returned", "came back"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
