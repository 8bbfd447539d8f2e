"""A link with which a member creates their account."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vigil.network.members.models import Member

USER = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """An invitation by letter, to one member. Only a digest of its token is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
