"""What an event or a session says of itself, in another language than its own."""

from django.db import models

from vigil.programme.events.models.event import Event
from vigil.programme.events.models.session import Session


class TranslatedText(models.Model):
    """Title and text of an event, or of one of its sessions, in one further language."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="translated_texts")
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="translated_texts"
    )
    """None: of the event itself."""
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    """The summary of an event, the abstract of a session."""

    class Meta:
        ordering = ["language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"],
                condition=models.Q(session=None),
                name="one_text_per_event_and_language",
            ),
            models.UniqueConstraint(
                fields=["session", "language"],
                condition=~models.Q(session=None),
                name="one_text_per_session_and_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} of {self.session or self.event}"
