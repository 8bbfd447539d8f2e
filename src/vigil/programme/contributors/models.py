"""People of whom a contributor without a name consists, and corrections that people propose."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vigil.programme.events.models.session import Contribution
from vigil.trust.outbox.models import new_uid
from vigil.trust.rooms.personal_data import Personal

USER = settings.AUTH_USER_MODEL


class GroupPerson(models.Model):
    """One person of a contributor that stands for several: a choir, a delegation, relatives.

    They are counted, and never named. Each has agreements of their own, which are consents of
    ("contributor_person", uid).
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="group_people"
    )
    number = models.PositiveSmallIntegerField()
    called = models.CharField(_("a word for them"), max_length=80, blank=True)
    """What tells them from the others: "a sister". Never a name."""

    PERSONAL = Personal(
        kind="contributor_person",
        texts=["called"],
        label=lambda row: f"{row}: {row.contribution}",
        before=_("The word by which the desk tells them apart would be removed."),
        done=_("the word for one person of a group removed"),
        lifted=_("words for people of a group do not come back: write them anew"),
    )

    class Meta:
        ordering = ["contribution", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "number"], name="one_group_person_per_number"
            )
        ]

    def __str__(self) -> str:
        return self.called or gettext("person %(n)d") % {"n": self.number}


class Correction(models.Model):
    """What somebody proposes to correct, from their own page. Nothing changes by itself.

    The words lie in the vault, as `text` of ("correction", uid), until a host has answered.
    """

    class Field(models.TextChoices):
        """What is to be corrected. All but the last replace what is there."""

        NAME = "name", pgettext_lazy("correction", "the name")
        UNNAMED = "unnamed", pgettext_lazy("correction", "who they are, without a name")
        POSITION = "position", pgettext_lazy("correction", "the position")
        AFFILIATION = "affiliation", pgettext_lazy("correction", "the organisation")
        WORDS = "words", pgettext_lazy("correction", "title, abstract, transcript or else")

    class State(models.TextChoices):
        """Whether a host has answered."""

        WAITING = "waiting", pgettext_lazy("correction", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("correction", "accepted")
        REFUSED = "refused", pgettext_lazy("correction", "not accepted")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="corrections"
    )
    link = models.ForeignKey("trust.PrivateLink", on_delete=models.PROTECT, related_name="+")
    """On which it was proposed."""
    field = models.CharField(max_length=12, choices=Field.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(blank=True)
    """What whoever proposed it reads of the answer."""

    REPLACING: ClassVar = (Field.NAME, Field.UNNAMED, Field.POSITION, Field.AFFILIATION)
    PERSONAL = Personal(
        kind="correction",
        texts=["answer"],
        label=lambda row: f"{row}: {row.contribution.session}",
        before=_("Its words would be removed, unanswered."),
        done=_("the words of a correction removed"),
        lifted=_("words of corrections are gone for good"),
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "field"],
                condition=Q(state="waiting"),
                name="one_waiting_correction_per_field",
            )
        ]

    def __str__(self) -> str:
        return gettext("correction %(n)d") % {"n": self.pk}
