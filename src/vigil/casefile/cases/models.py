"""Tables of cases, of the accounts in them, of their relations; the counters of numbers."""

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


class Rejection(models.TextChoices):
    """Why a candidate is not a case: a closed list, from which the machine learns."""

    NO_KILLING = "no_killing", _("No killing and no attempt")
    ACCIDENT = "accident", _("Suicide or accident")
    WAR = "war", _("War or armed conflict")
    PRIVATE = "private", _("Domestic or private quarrel")
    POLICE = "police", _("Police action")
    OTHER = "other", _("Out of scope for another reason")
    DUPLICATE = "duplicate", _("Already here: a duplicate")
    UNUSABLE = "unusable", _("A test, or not usable")


OUT_OF_SCOPE = (Rejection.WAR, Rejection.PRIVATE, Rejection.POLICE, Rejection.OTHER)
"""Somebody was killed or attacked, but not in a way that this record is about."""


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


IN_FORCE = models.Q(superseded_by=None)
"""The condition of indexes on cases that were not merged into another one."""
WAITING = models.Q(stage=Stage.CANDIDATE, superseded_by=None)
"""The condition of indexes on the candidates of the queue."""
NEAR_COLUMNS = ("public_id", "id", "date_latest", "stage", "superseded_by")
"""What the index of the cases of a country has beside their days: all that finds near ones."""
QUEUE_COLUMNS = ("key", "id", "country", "languages_and_kinds", "superseded_by")
"""What an index of the queue has beside the worth by which it is ordered."""


class Case(models.Model):
    """One attack, however many victims.

    A candidate is a proposal of the machine: it has a `key` but no `public_id`. Opening it
    mints the public id, which is never reused. `superseded_by` is set by a merge, or when a
    split is undone: the old address then leads to the other case.

    The columns below `# Index` repeat accepted values for lists and filters. Only
    `vigil.casefile.cases.index_columns` writes them.
    """

    public_id = models.CharField(max_length=16, unique=True, null=True, blank=True)
    key = models.CharField(max_length=260, blank=True, db_index=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.CANDIDATE)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MACHINE)
    contested = models.BooleanField(default=False)
    # Its index is below, without the many cases that have none: it would be taken for a choice.
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded",
        db_index=False,
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="split_off"
    )
    rejected_as = models.CharField(max_length=10, choices=Rejection.choices, blank=True)
    """Why people rejected it; empty where it is not rejected, or was with words alone."""
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    score = models.FloatField(default=0.0)
    compiled = models.JSONField(default=dict, blank=True)
    """For cases of the open case file: slug, digest, summary, flags, disagreements."""
    no_value = models.JSONField(default=dict, blank=True)
    """Why fields of the attack have no value, as adjudicated: {field: `NoValue`}."""
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
    """Independent sources: see `vigil.reading.linkage.independence`."""
    targeted_score = models.FloatField(default=0.0)
    organised_crime_score = models.FloatField(default=0.0)
    last_told = models.DateField(null=True, blank=True)
    """The day on which the newest report was published."""
    waiting_since = models.DateField(null=True, blank=True)
    """The day on which the first report came."""
    worth = models.FloatField(default=0.0)
    """What a minute spent on it is worth: see `vigil.casefile.cases.worth`."""
    worth_to_learn = models.FloatField(default=0.0)
    """The same, with what the machine would learn from the answer."""
    languages_and_kinds = models.TextField(blank=True)
    """Language and kind of its reports, for the filters of the queue: " es:fresh en:followup "."""
    search_text = models.TextField(blank=True)
    """Folded names, places and occupations, for the search of the desk."""
    withheld = models.JSONField(default=list, blank=True)
    """Names that were withdrawn: no public text about this case may contain them."""

    class Meta:
        ordering = ["-date_earliest", "public_id"]
        indexes = [
            models.Index(fields=["stage", "-score"]),
            models.Index(fields=["visibility", "-date_earliest"]),
            # The queue reads these alone: which candidates, in which order, how many of a country.
            # Each begins with the stage and ends with the condition: SQLite chooses it by the one,
            # and need not open the rows by the other.
            models.Index(
                fields=["stage", "-worth", *QUEUE_COLUMNS], condition=WAITING, name="queue_by_worth"
            ),
            models.Index(
                fields=["stage", "-worth_to_learn", *QUEUE_COLUMNS],
                condition=WAITING,
                name="queue_to_learn",
            ),
            models.Index(
                fields=["stage", "country", "languages_and_kinds", "superseded_by"],
                condition=WAITING,
                name="queue_filters",
            ),
            models.Index(
                fields=["stage", "-id", "score", "superseded_by"],
                condition=WAITING,
                name="queue_by_arrival",
            ),
            # What waits for coders, adjudicators and those who publish.
            models.Index(
                fields=["stage", "visibility", "opened_at", "id", "superseded_by"],
                condition=IN_FORCE,
                name="cases_waiting",
            ),
            models.Index(
                fields=["stage", "opened_at", "id", "superseded_by"],
                condition=IN_FORCE,
                name="cases_by_opening",
            ),
            # The list of all cases.
            models.Index(
                fields=["-date_earliest", "public_id", "id"],
                condition=IN_FORCE,
                name="cases_by_date",
            ),
            models.Index(
                fields=["country", "-date_earliest", *NEAR_COLUMNS],
                condition=IN_FORCE,
                name="cases_of_country",
            ),
            models.Index(
                fields=["stage", "-date_earliest", "public_id", "id"],
                condition=IN_FORCE,
                name="cases_of_stage",
            ),
            # Cases of about the same days and place, which may be the same attack.
            models.Index(
                fields=["country", "admin1", "date_latest", "date_earliest"],
                condition=IN_FORCE,
                name="cases_near",
            ),
            models.Index(
                fields=["origin", "stage", "public_id"],
                condition=models.Q(origin=Origin.COMPILED),
                name="compiled_cases",
            ),
            models.Index(
                fields=["superseded_by"],
                condition=models.Q(superseded_by__isnull=False),
                name="superseded_cases",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id or gettext('candidate')} {self.title}".strip()

    @property
    def stage_label(self) -> str:
        """Return the name of the stage; a case from a sheet was coded by the team of the sheet."""
        if self.stage == Stage.CODED and self.origin == Origin.IMPORTED:
            return str(_("coded (imported)"))
        return str(Stage(self.stage).label)


class MembershipBasis(models.TextChoices):
    """Why an account is in a case."""

    MACHINE = "machine", _("proposed by the machine")
    PERSON = "person", _("placed by a person")
    COMPILED = "compiled", _("cited by the compiled record")


class CaseAccount(models.Model):
    """An account in a case. With `suggested`, the machine only proposes it for an opened case."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="membership")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    basis = models.CharField(max_length=8, choices=MembershipBasis.choices)
    suggested = models.BooleanField(default=False)
    score = models.FloatField(default=1.0)
    reasons = models.JSONField(default=list)
    """What the machine's score rests on: [code, number] of `vigil.reading.linkage.explaining`."""

    class Meta:
        indexes = [
            models.Index(
                fields=["case"], condition=models.Q(suggested=True), name="suggested_accounts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.case_id}"


class CaseRelation(models.Model):
    """How two cases are related."""

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


class Counter(models.Model):
    """The next number of a series. It is taken under a row lock, so no number is used twice."""

    name = models.CharField(max_length=40, primary_key=True)
    next = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.next}"
