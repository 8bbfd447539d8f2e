"""A member of the network: a person or an organisation."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vigil.trust.outbox.models import new_uid

USER = settings.AUTH_USER_MODEL


class MemberKind(models.TextChoices):
    """What a member is."""

    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")


class Listing(models.TextChoices):
    """As whom a member stands in lists. Unlisted, until they say otherwise."""

    NAME = "name", _("under their name")
    PSEUDONYM = "pseudonym", _("under another name")
    UNLISTED = "unlisted", _("not listed")


class Status(models.TextChoices):
    """Whether a member takes part."""

    INVITED = "invited", _("not in yet")
    ACTIVE = "active", pgettext_lazy("member", "active")
    PAUSED = "paused", pgettext_lazy("member", "paused")
    LEFT = "left", pgettext_lazy("member", "left")


class Member(models.Model):
    """A member. Who may see which field is a consent of `trust` (`network.profiles.fields`).

    Where to write to them lies in the vault as `address` of ("member", uid); here stands only the
    outbox's digest of it, by which twins are found. Of one who left nothing stays but the row,
    without anything that tells who it was.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    """Known to staff and in consents. Never in an address that others see: see `handle`."""
    handle = models.CharField(max_length=32, unique=True, default=new_uid)
    """Names the member's page. It is made anew when they are called otherwise, so that nobody
    finds under the new name the page that they knew under the old one."""
    kind = models.CharField(max_length=12, choices=MemberKind.choices, default=MemberKind.PERSON)
    user = models.OneToOneField(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="member"
    )
    """Who signs in as this member; for an organisation, who speaks for it."""
    name = models.CharField(_("name"), max_length=200, blank=True)
    pseudonym = models.CharField(_("other name"), max_length=200, blank=True)
    listing = models.CharField(max_length=10, choices=Listing.choices, default=Listing.UNLISTED)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.INVITED)
    role = models.CharField(_("what they do"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    """Whom they work for, in their words."""
    languages = models.JSONField(default=list, blank=True)
    """Tags of BCP 47."""
    markets = models.JSONField(default=list, blank=True)
    regions = models.JSONField(default=list, blank=True)
    responses = models.JSONField(default=list, blank=True)
    """What they know about: codes of the taxonomies of `vigil.reading.codebook`."""
    country = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True)
    """Where they are: ISO 3166-1 alpha-3, and the region of UN M49 as three digits."""
    portrait = models.CharField(max_length=32, blank=True)
    """The uid of an upload."""
    audiences = models.JSONField(default=dict, blank=True)
    """Who may see which field: field -> [[audience, last day or None]]. It repeats the consents
    of `trust`, and is written anew in the transaction in which one changes."""
    withdrawals = models.JSONField(default=list, blank=True)
    """Numbers of the withdrawals that took this member away: while there is one, nobody but the
    member and staff sees anything."""
    joined_on = models.DateField(null=True, blank=True)
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    import_key = models.CharField(max_length=64, blank=True, db_index=True)
    """A digest of what a sheet calls this row, so that it is known when it comes again."""
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "listing"])]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Biography(models.Model):
    """Who a member is, in their words, in one language."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="biographies")
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=4000)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "language"], name="one_biography_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.language}"


class Link(models.Model):
    """A page of a member elsewhere."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=80)
    url = models.URLField(max_length=500)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
