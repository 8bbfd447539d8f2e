"""The table of private links."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vigil.trust.consent.models import Consent
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal

USER = settings.AUTH_USER_MODEL


class PrivateLink(models.Model):
    """A link that opens one subject to whoever holds it, without an account.

    The subject is named by kind and key, as that of a consent. `purpose` is a code of
    `purposes.LinkPurpose`. Of the token only a keyed digest is kept (`tokens`). The address lies in
    the vault, as `address` of ("private_link", uid). No visit is kept, only the days of the first
    and the last act: programs that open every link of a letter change nothing.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    held_by = models.CharField(max_length=12, choices=Consent.Relation.choices)
    """Who holds it, as their relation to the subject. What is agreed to is given by them."""
    called = models.CharField(max_length=80, blank=True)
    """A word for whoever holds it, to tell several apart: "a sister". Never a name."""
    uses = models.JSONField(default=list)
    """Uses of consent about which it asks."""
    language = models.CharField(max_length=12)
    """The language of its letters."""
    digest = models.CharField(max_length=64, unique=True)
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_first = models.DateField(null=True, blank=True)
    used_last = models.DateField(null=True, blank=True)

    PERSONAL = Personal(
        kind="private_link",
        texts=["called"],
        others=["address_digest"],
        label=str,
        before=_("Its address would be removed, and the link would open nothing."),
        done=_("a private link revoked, its address removed for good"),
        lifted=_("private links that were revoked stay so: make new ones"),
    )

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="trust_priva_subject_idx")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False),
                name="private_link_revoked_at_some_time",
            )
        ]

    def __str__(self) -> str:
        return _("private link %(n)d") % {"n": self.pk}

    @property
    def is_open(self) -> bool:
        """Whether it opens its subject now."""
        return self.revoked_at is None and self.expires_at > timezone.now()
