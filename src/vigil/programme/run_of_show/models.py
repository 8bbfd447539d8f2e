"""The run of show: what happens in a session, minute by minute."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Contribution, Session


class RunItem(models.Model):
    """One item, live or pre-recorded. Only the host side sees it."""

    class Kind(models.TextChoices):
        """Whether somebody speaks at that moment."""

        LIVE = "live", _("live")
        PRERECORDED = "prerecorded", _("pre-recorded")

    class Disguise(models.TextChoices):
        """Whether a voice or a face must not be known."""

        NONE = "none", _("not needed")
        NEEDED = "needed", _("needed, not checked yet")
        CHECKED = "checked", _("checked")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="run")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LIVE)
    title = models.CharField(max_length=200)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="run"
    )
    seconds = models.PositiveIntegerField(_("length in seconds"))
    file = models.CharField(max_length=32, blank=True)
    """The uid of an upload."""
    rights = models.CharField(_("rights"), max_length=300, blank=True)
    language = models.CharField(max_length=12, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("technical check"), null=True, blank=True)
    voice = models.CharField(max_length=8, choices=Disguise.choices, default=Disguise.NONE)
    face = models.CharField(max_length=8, choices=Disguise.choices, default=Disguise.NONE)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it began and ended in truth, as hosts marked it on the day."""

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
