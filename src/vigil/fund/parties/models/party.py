"""Parties, conflicts of interest, and keyed digests of what parties are known by.

No text about a party is in these tables: hidden names, contacts, accounts, places finer than a
country and everything written about or by a party are in the vault, under the key of the party
(`parties.verbs.sealing`). These tables hold codes, states, days and amounts.
"""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.subjects import Subject
from vigil.trust.models import Level
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL
PARTY: Final = "party"
"""The kind of a party as a subject: in the log of decisions, and in the vault."""
NAMED = (Level.OPEN, Level.PARTNER_ONLY)
"""The levels at which a name stands in the database as it is."""


class Party(models.Model):
    """A person or organisation in the fund: nominated, applying or holding grants.

    `level` repeats what `trust` keeps for ("party", uid), and is set with it. `name` is empty
    unless the level is in `NAMED`; the vault always has the name. Only a digest of the link to the
    party's own page is kept; without it there is no such page.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PERSON = "person", pgettext_lazy("party", "person")
        ORGANISATION = "organisation", pgettext_lazy("party", "organisation")

    class Contact(models.TextChoices):
        """How the party can be reached. The address or number is in the vault."""

        NONE = "none", _("not at all: they come to us")
        EMAIL = "email", _("by e-mail")
        PHONE = "phone", _("by telephone")
        MESSENGER = "messenger", _("by an encrypted messenger")
        PERSON = "person", _("through somebody they trust")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.HIDDEN)
    name = models.CharField(max_length=200, blank=True)
    pseudonym = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=3, blank=True)
    """ISO 3166-1 alpha-3."""
    calling = models.CharField(max_length=40, blank=True)
    """A value of the codebook's target_category."""
    language = models.CharField(max_length=12, default="en")
    contact_by = models.CharField(max_length=10, choices=Contact.choices, default=Contact.NONE)
    known_to = models.ManyToManyField("trust.User", blank=True, related_name="+")
    """Who may know of them; everybody of the fund if empty."""
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    link_made_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name="") | Q(level__in=[str(level) for level in NAMED]),
                name="named_only_where_the_level_says_so",
            )
        ]

    def __str__(self) -> str:
        """Return what officers call the party; never more than its level allows."""
        return self.name or self.pseudonym or self.code

    @property
    def code(self) -> str:
        """Return the number used inside the fund."""
        return f"F-{self.number:04}"

    @property
    def subject(self) -> Subject:
        """Return the subject for consent, protection and the vault."""
        return Subject("party", self.uid)

    @property
    def is_removed(self) -> bool:
        """Return whether everything but totals is gone."""
        return self.removed_at is not None


class Trace(models.Model):
    """A keyed digest of a name, account, contact or area, to find the same or linked parties.

    A digest from an application names its `application`, and is deleted with it. Without the secret
    of the installation it reveals nothing; only officers see matches.
    """

    class Kind(models.TextChoices):
        """What was digested."""

        NAME = "name", pgettext_lazy("trace", "name")
        BANK = "bank", pgettext_lazy("trace", "bank account")
        CONTACT = "contact", pgettext_lazy("trace", "contact")
        AREA = "area", pgettext_lazy("trace", "area")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    application = models.ForeignKey(
        "fund.Application", on_delete=models.CASCADE, null=True, blank=True, related_name="traces"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind", "digest"],
                condition=Q(application=None),
                name="one_trace_each",
            ),
            models.UniqueConstraint(
                fields=["application", "kind", "digest"],
                condition=Q(application__isnull=False),
                name="one_trace_each_of_an_application",
            ),
        ]
        indexes = [models.Index(fields=["kind", "digest"], name="traces_alike")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"


class Conflict(models.Model):
    """A conflict of interest: this user sees nothing of the party."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "user"], name="one_conflict_each")]

    def __str__(self) -> str:
        return f"{self.user_id} and {self.party_id}"
