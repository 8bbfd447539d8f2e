"""People who sign in, and the roles they hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be. Nobody is anything by default."""

    TIPSTER = "tipster", _("Tipster")
    CODER = "coder", _("Coder")
    ADJUDICATOR = "adjudicator", _("Adjudicator")
    EDITOR = "editor", _("Editor")
    PANEL_EXPERT = "panel_expert", _("Panel expert")
    PANEL_CHAIR = "panel_chair", _("Panel chair")
    FUND_OFFICER = "fund_officer", _("Fund officer")
    REVIEWER = "reviewer", _("Reviewer")
    GRANTEE = "grantee", _("Grantee")
    PROGRAMME_HOST = "programme_host", _("Programme host")
    REGISTRANT = "registrant", _("Registrant")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


GUARDED_ROLES = frozenset(
    {
        Role.CODER,
        Role.ADJUDICATOR,
        Role.EDITOR,
        Role.PANEL_CHAIR,
        Role.FUND_OFFICER,
        Role.REVIEWER,
        Role.PROGRAMME_HOST,
        Role.ADMINISTRATOR,
    }
)
"""Roles that decide, disclose, pay or administer. Whoever holds one needs a second factor, and two
people to reset their sign-in.

A coder rejects cases and may verify them, which is half of a rule of two people. A reviewer and a
host open sealed words of other people. Auditors only read decisions, which name nobody; experts,
grantees, registrants and tipsters reach what is their own.
"""


class User(AbstractUser):
    """A person with an account. They sign in with their e-mail address."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name shown to colleagues"), max_length=120, blank=True)
    grace_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When they signed in, once, without the second factor that a role of theirs needs."""
    read_grants: "tuple[RoleGrant, ...] | None" = None
    """Their grants, once they were read (`access.rules.grants_of`). No column."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    def __str__(self) -> str:
        if not self.is_active:  # Nothing else is left of it.
            return gettext("Closed account %(number)s") % {"number": self.pk}
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Return the name shown to colleagues: libraries ask for it so."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name shown to colleagues."""
        return str(self)


class RoleGrant(models.Model):
    """One role of one person; empty `countries` or `languages` mean no limit."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    countries = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_user_and_role")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class OneTimeLink(models.Model):
    """A sign-in link that works once. Only a digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}, until {self.expires_at:%Y-%m-%d %H:%M}"
