"""Let hosts choose whether the letters of an event name it on their envelope."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0006_words_in_several_languages")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="letters",
            field=models.CharField(
                choices=[
                    (
                        "neutral",
                        "neutral: neither the event nor we are named outside the letter",
                    ),
                    ("plain", "plain: subject and sender name the event and us"),
                ],
                default="neutral",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="inviter",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="who invites"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="eventregistration",
            name="plain_letters",
            field=models.BooleanField(default=False),
        ),
    ]
