"""Money of grants: donors, tranches, approvals, payments and the ledger’s entries."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.fund.grants.models import USER, Grant
from vigil.trust.uploads.models import new_uid


class Donor(models.Model):
    """A donor of the fund: a public body, whose name is published.

    `reference` is the identifier used in IATI and 360Giving ("NO-BRC-971277882").
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    reference = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PaymentWay(models.TextChoices):
    """How money travels."""

    BANK = "bank", pgettext_lazy("payment", "by bank or mobile money")
    INTERMEDIARY = "intermediary", pgettext_lazy("payment", "through an intermediary")
    CASH = "cash", pgettext_lazy("payment", "in cash")


class Tranche(models.Model):
    """A part of a grant that is paid at once, after two people approved it.

    Its condition is in the vault, as `condition` of ("tranche", uid); why it is not paid by bank is
    `way`, and who carries the money is `intermediary`.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", pgettext_lazy("tranche", "planned")
        APPROVED = "approved", pgettext_lazy("tranche", "approved by two")
        PAID = "paid", pgettext_lazy("tranche", "paid")
        CANCELLED = "cancelled", pgettext_lazy("tranche", "cancelled")

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="tranches")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    due_on = models.DateField(null=True, blank=True)
    needs_report = models.BooleanField(default=False)
    """Only once every report that was due is accepted or skipped."""
    report = models.ForeignKey(
        "fund.Report", on_delete=models.PROTECT, null=True, blank=True, related_name="tranches"
    )
    """The report that it waits for, which has been asked for."""
    way = models.CharField(max_length=12, choices=PaymentWay.choices, default=PaymentWay.BANK)
    way_asked_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who asked that it is not paid by bank."""

    class Meta:
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="tranches_are_numbered")
        ]

    def __str__(self) -> str:
        return f"tranche {self.number} of {self.grant_id}"


class Share(models.Model):
    """What one donor contributes to a tranche, in minor units of the grant's currency."""

    tranche = models.ForeignKey(Tranche, on_delete=models.CASCADE, related_name="shares")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    minor = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tranche", "donor"], name="one_share_per_donor")
        ]

    def __str__(self) -> str:
        return f"{self.minor} of {self.tranche_id}"


class Approval(models.Model):
    """One person's valid approval of a tranche."""

    tranche = models.ForeignKey(Tranche, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    terms = models.CharField(max_length=64)
    """A digest of payee, account, amount and tranche as they saw them (`approval_terms`)."""

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tranche", "by"], name="one_approval_per_person")
        ]

    def __str__(self) -> str:
        return f"approval of {self.tranche_id} by {self.by_id}"


class Payment(models.Model):
    """A payment of a tranche, or its reversal. Rows never change.

    `sent_minor` and `sent_currency` are what was sent. `rate` is how many of those one unit of the
    grant's currency bought on `rate_on`, a decimal number as text. The account is in the vault.
    """

    Way = PaymentWay

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="payments")
    turn = models.PositiveSmallIntegerField(default=0)
    """How many payments of this tranche were reversed before: no two are paid in one turn."""
    way = models.CharField(max_length=12, choices=PaymentWay.choices, default=PaymentWay.BANK)
    paid_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    """When the payee said on their own page that it arrived, or a witness saw it."""
    sent_minor = models.PositiveBigIntegerField()
    sent_currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=24, default="1")
    rate_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tranche", "turn"],
                condition=Q(reverses=None),
                name="one_payment_in_each_turn",
            )
        ]

    def __str__(self) -> str:
        return f"payment for {self.tranche_id}"


class Entry(models.Model):
    """An entry of the ledger. Written once, never changed.

    `minor` is signed, in the grant's currency: a commitment (`commit`, `amend`, `release`) or a
    payment (`pay`, `reverse`) of one donor.
    """

    class Kind(models.TextChoices):
        """What happened."""

        COMMIT = "commit", pgettext_lazy("ledger", "committed")
        AMEND = "amend", pgettext_lazy("ledger", "amended")
        RELEASE = "release", pgettext_lazy("ledger", "given back")
        PAY = "pay", pgettext_lazy("ledger", "paid")
        REVERSE = "reverse", pgettext_lazy("ledger", "paid back")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="entries")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    on = models.DateField()
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["donor", "currency"], name="entries_by_donor")]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "donor"],
                condition=~Q(payment=None),
                name="a_payment_is_entered_once_per_donor",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.minor} {self.currency}"


class Witness(models.Model):
    """A person of the fund who witnessed a payment in cash or through an intermediary.

    What they saw is `seen` of ("payment_witness", uid). `minor` is what was handed over, in the
    currency of the payment.
    """

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="witnesses")
    minor = models.PositiveBigIntegerField()
    on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["payment", "by"], name="one_witness_each")]

    def __str__(self) -> str:
        return f"witness of {self.payment_id}"
