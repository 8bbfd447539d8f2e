"""The table of acts that take two people: who asked, and who answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.models import Decision
from vigil.trust.people.models import User

USER = settings.AUTH_USER_MODEL


class Confirmation(models.Model):
    """An act on a subject that one person asked for and another must confirm.

    `arguments` says what is to be done by ids and codes: no name, contact or account stands in
    it. `seen` is a keyed digest of what the asker saw: when that has changed, the act lapses.
    """

    class Outcome(models.TextChoices):
        """How it ended, if it did."""

        WAITING = "waiting", pgettext_lazy("confirmation", "waiting")
        CONFIRMED = "confirmed", pgettext_lazy("confirmation", "confirmed")
        REFUSED = "refused", pgettext_lazy("confirmation", "refused")
        LAPSED = "lapsed", pgettext_lazy("confirmation", "lapsed")

    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    seen = models.CharField(max_length=64)
    why = models.TextField(blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    """The id of an upload that shows it, if there is one."""
    asked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_through = models.ForeignKey(
        "trust.PrivateLink", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The private link on which somebody asked for it themself. Then `asked_by` is empty."""
    asked_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.WAITING)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["verb", "subject_kind", "subject_key"],
                condition=models.Q(outcome="waiting"),
                name="one_waiting_per_act_and_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by=None) ^ models.Q(asked_through=None),
                name="confirmation_asked_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_key}"

    @property
    def asker(self) -> str:
        """Who asked: a colleague by name, or whoever holds a private link, by its number."""
        if self.asked_through_id is not None:
            return _("who holds private link %(n)d") % {"n": self.asked_through_id}
        return str(self.asked_by)

    def is_asked_by(self, user: User) -> bool:
        """Return whether it takes another than this user to confirm it.

        Who made a private link has had it, and could have asked on it.
        """
        made_by = self.asked_through.made_by_id if self.asked_through else None
        return user.pk in (self.asked_by_id, made_by)
