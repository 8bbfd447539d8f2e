"""Cases, the people in them, and the values that are accepted for now."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.reports.models import Account


class Stage(models.TextChoices):
    """How far people have come with a case."""

    CANDIDATE = "candidate", _("candidate")
    OPEN = "open", _("open")
    CODED = "coded", _("coded")
    VERIFIED = "verified", _("verified")
    REJECTED = "rejected", _("not a case")


class Visibility(models.TextChoices):
    """Who can see a case."""

    INTERNAL = "internal", _("internal")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Origin(models.TextChoices):
    """How a case came into the file."""

    MACHINE = "machine", _("proposed by the machine")
    PERSON = "person", _("entered by a person")
    COMPILED = "compiled", _("compiled from published sources")
    IMPORTED = "imported", _("from a team's own sheet")


class Case(models.Model):
    """One attack, however many victims.

    A candidate is a proposal of the machine: it has a `key` but no `public_id`. Opening it
    mints the public id, which is never reused. `superseded_by` is set by a merge, or when a
    split is undone: the old address then leads to the other case.

    The columns below `# Index` repeat accepted values for lists and filters; they are
    rebuilt by `vigil.casefile.cases.verbs.recomputing.refresh` and never edited by hand.
    """

    public_id = models.CharField(max_length=16, unique=True, null=True, blank=True)
    key = models.CharField(max_length=260, blank=True, db_index=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.CANDIDATE)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MACHINE)
    contested = models.BooleanField(default=False)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off"
    )
    score = models.FloatField(default=0.0)
    compiled = models.JSONField(default=dict, blank=True)
    """For cases of the open case file: slug, digest, summary, flags, disagreements."""
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Index
    title = models.CharField(max_length=300, blank=True)
    event = models.CharField(max_length=10, blank=True)
    date = models.CharField(max_length=40, blank=True)
    date_precision = models.CharField(max_length=8, blank=True)
    date_earliest = models.DateField(null=True, blank=True, db_index=True)
    date_latest = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=3, blank=True, db_index=True)
    admin1 = models.CharField(max_length=120, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    place_precision = models.CharField(max_length=14, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    method = models.CharField(max_length=12, blank=True)
    organised_crime_link = models.CharField(max_length=24, blank=True)
    specific_target = models.CharField(max_length=8, blank=True)
    contract_or_reward = models.CharField(max_length=8, blank=True)
    n_killed = models.PositiveIntegerField(default=0)
    n_reports = models.PositiveIntegerField(default=0)
    n_sources = models.PositiveIntegerField(default=0)
    """Independent ones: see `vigil.reading.linkage.independence`."""
    search_text = models.TextField(blank=True)
    """Folded names, places and occupations, for the search of the desk."""
    withheld = models.JSONField(default=list, blank=True)
    """Names that were withdrawn: no public text about this case says them."""

    class Meta:
        ordering = ["-date_earliest", "public_id"]
        indexes = [
            models.Index(fields=["stage", "-score"]),
            models.Index(fields=["visibility", "-date_earliest"]),
        ]

    def __str__(self) -> str:
        return f"{self.public_id or gettext('candidate')} {self.title}".strip()

    @property
    def stage_label(self) -> str:
        """Say how far people have come; what a sheet brought in was coded by its team."""
        if self.stage == Stage.CODED and self.origin == Origin.IMPORTED:
            return str(_("coded (imported)"))
        return str(Stage(self.stage).label)


class MembershipBasis(models.TextChoices):
    """Why an account is in a case."""

    MACHINE = "machine", _("proposed by the machine")
    PERSON = "person", _("placed by a person")
    COMPILED = "compiled", _("cited by the compiled record")


class CaseAccount(models.Model):
    """An account in a case. With `suggested` the machine proposes it for a case people hold."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="membership")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    basis = models.CharField(max_length=8, choices=MembershipBasis.choices)
    suggested = models.BooleanField(default=False)
    score = models.FloatField(default=1.0)

    def __str__(self) -> str:
        return f"{self.account_id} in {self.case_id}"


class Victim(models.Model):
    """A person in a case: the target, or someone killed or hurt beside them.

    The columns repeat accepted values for lists and filters, as on Case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="victims")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    gender = models.CharField(max_length=8, blank=True)
    occupation = models.CharField(max_length=200, blank=True)
    target_category = models.CharField(max_length=28, blank=True)
    age_low = models.PositiveIntegerField(null=True, blank=True)
    age_high = models.PositiveIntegerField(null=True, blank=True)
    minor = models.BooleanField(default=False)
    """The accepted age, or the age in any report of the case, is under 18."""
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the person for good: kept when the values of a case are written anew."""
    agreed_until = models.DateField(null=True, blank=True)
    """Last day on which a consent to be named holds; the last of all days if it has no end."""
    withdrawn = models.BooleanField(default=False)
    """The name was withdrawn, or the person is protected: no consent overrides it."""

    class Meta:
        ordering = ["case_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="one_victim_per_position")
        ]

    def __str__(self) -> str:
        return self.name or gettext("person %(number)d") % {"number": self.position + 1}


class VictimName(models.Model):
    """One spelling of a victim's name, in one script. All are kept."""

    victim = models.ForeignKey(Victim, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        return self.name


class Basis(models.TextChoices):
    """What an accepted value rests on."""

    RULE = "rule", _("computed by the field's rule")
    ADJUDICATED = "adjudicated", _("adjudicated")
    COMPILED = "compiled", _("compiled from published sources")
    IMPORTED = "imported", _("from a team's own sheet")


class AcceptedValue(models.Model):
    """What is accepted for one field of a case (or of one person in it), and why.

    `support` says what stands behind it: {reports, outlets, against, accounts: [keys]}.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accepted")
    victim = models.ForeignKey(
        Victim, on_delete=models.CASCADE, null=True, blank=True, related_name="accepted"
    )
    field = models.CharField(max_length=40)
    value = models.JSONField()
    basis = models.CharField(max_length=12, choices=Basis.choices)
    rule = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    support = models.JSONField(default=dict)
    decision = models.ForeignKey(
        "trust.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "field"],
                condition=models.Q(victim=None),
                name="one_accepted_value_per_case_field",
            ),
            models.UniqueConstraint(
                fields=["victim", "field"],
                condition=models.Q(victim__isnull=False),
                name="one_accepted_value_per_victim_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"


class CaseRelation(models.Model):
    """How two cases hang together."""

    class Kind(models.TextChoices):
        """The relations of the codebook."""

        EARLIER_ATTEMPT = "earlier_attempt", _("earlier attempt on the same person")
        KILLED_FOR_CASE = "killed_for_case", _("killed for their part in the other case")
        SAME_CHAIN = "same_chain", _("same chain of killings")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=16, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="one_relation_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class CaseDoubt(models.Model):
    """Two cases that the linking left in doubt: they may be one attack, a person should look.

    The machine's own, written anew with its proposals (`vigil.casefile.linking.verbs.doubts`).
    `case` is the one with the smaller primary key. `probability` is the mean over the pairs of
    accounts between the two.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="doubts")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="doubted_from")
    probability = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="one_doubt_on_two_cases"),
            models.CheckConstraint(
                condition=models.Q(case__lt=models.F("other")), name="smaller_case_of_doubt_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} perhaps {self.other_id}"
