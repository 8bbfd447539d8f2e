"""What stories and campaigns have in common: how far an editor's text is on its way to readers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class Work(models.Model):
    """A text that editors write as a Wagtail page, review and publish.

    The row is never deleted, so that its address is never used for another work. Each step keeps
    the number of the revision of the page that it was about.
    """

    KIND: ClassVar[str]
    """What decisions, consents, uploads and sealed values call it. Their key is `uid`."""
    WITHDRAWN_MESSAGE: ClassVar[str | Promise]
    """What an editor reads who wants to change it after it was withdrawn."""
    standing: str
    page_id: int | None

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    language = models.CharField(max_length=2)
    """The language in which it is written first."""
    sent_revision = models.PositiveIntegerField(null=True, blank=True)
    sent_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_revision = models.PositiveIntegerField(null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    public_revision = models.PositiveIntegerField(null=True, blank=True)
    first_published_at = models.DateTimeField(null=True, blank=True)
    held_why = models.TextField(blank=True)
    """Why it is no longer shown, or was not published when its time came. Editors read it."""
    withdrawals = models.JSONField(default=list, blank=True)
    """Keys of the withdrawals that hide it from everybody, editors too."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_away(self) -> bool:
        """Return whether nobody may see it: it, or a person in it, was withdrawn."""
        return self.standing == "withdrawn" or bool(self.withdrawals)
