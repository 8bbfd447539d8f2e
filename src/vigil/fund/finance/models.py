"""Donors' budgets, and bank statements held against payments. Amounts are in minor units."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.payments.models import Donor, Payment
from vigil.trust.uploads.models import new_uid

USER = settings.AUTH_USER_MODEL


class DonorBudget(models.Model):
    """What a donor gives, in one currency, for a time: spent by its last day."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="budgets")
    title = models.CharField(max_length=120)
    """By what officers know it, such as the number of the donor's own agreement."""
    minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    spend_by = models.DateField()
    report_due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["spend_by", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(spend_by__gte=F("starts_on")), name="budgets_end_after_they_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.donor_id}: {self.title}"


class ColumnChoice(models.Model):
    """Which column of a bank's CSV files is what, remembered by the files' first row."""

    header = models.CharField(max_length=64, unique=True)
    """A digest of the names of the columns."""
    columns = models.JSONField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"columns {self.header[:8]}"


class BankStatement(models.Model):
    """One bank statement. A file is imported once (`digest`, keyed).

    The account's number is `account` of ("bank_statement", uid). A CSV file whose columns nobody
    chose yet waits as `file` of it, until they are chosen.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", pgettext_lazy("statement", "its columns are to be chosen")
        IMPORTED = "imported", pgettext_lazy("statement", "imported")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    """camt053 or csv."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.IMPORTED)
    currency = models.CharField(max_length=3, blank=True)
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    problems = models.JSONField(default=list)
    """Lines that could not be read: their numbers, and codes of what is wrong."""
    known = models.PositiveIntegerField(default=0)
    """How many of its lines an earlier statement had."""

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"statement {self.uid[:8]}"


class StatementLine(models.Model):
    """One booking of a statement: what left or came, held against a payment.

    Who was paid and the reference are `text` of ("statement_line", uid).
    """

    class State(models.TextChoices):
        """What it is."""

        OPEN = "open", pgettext_lazy("statement", "not matched yet")
        MATCHED = "matched", pgettext_lazy("statement", "matched with a payment")
        OTHER = "other", pgettext_lazy("statement", "not of the fund")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    statement = models.ForeignKey(BankStatement, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    """Keyed, of everything that the bank says of it: no line is imported twice."""
    account_digest = models.CharField(max_length=64, blank=True)
    """As of the payee's account (`Trace`), where a payment may be meant."""
    reference_digest = models.CharField(max_length=64, blank=True)
    """Of the reference that a payment gave the bank, if it is there."""
    booked_on = models.DateField()
    minor = models.BigIntegerField()
    """Negative if it left the account."""
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_line"
    )
    matched_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["statement", "number"]
        indexes = [models.Index(fields=["state", "booked_on"], name="statement_lines_open")]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="lines_are_numbered")
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.statement_id}"
