"""The sheets of the full export, with the columns of each."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Model

from vigil.fund import models

SEALED: Final = "sealed"


@dataclass(frozen=True)
class ExportSheet:
    """One sheet; `of` is the path from its rows to the party."""

    name: str
    model: type[Model]
    of: str
    said: str
    """The paths of its columns."""
    amounts: tuple[str, ...] = ()
    """Columns of minor units, each with the path of its currency after a colon."""
    kind: str = ""
    """By what kind the vault knows its rows."""

    @property
    def columns(self) -> list[str]:
        """Return the paths of its columns."""
        return self.said.split()


TABLES: Final = (
    ExportSheet(
        "parties",
        models.Party,
        "",
        "uid number kind level name pseudonym country calling language contact_by "
        "made_at removed_at",
        kind="party",
    ),
    ExportSheet(
        "nominations",
        models.Nomination,
        "party",
        "uid party__number way state call__slug by made_at contacted_at",
        kind="nomination",
    ),
    ExportSheet(
        "checks",
        models.Check,
        "party",
        "uid party__number nomination__uid step found by at",
        kind="check",
    ),
    ExportSheet(
        "emergencies",
        models.EmergencyRequest,
        "party",
        "uid party__number needs currency state received_at decide_by decided_at",
        ("minor:currency",),
        "emergency",
    ),
    ExportSheet(
        "applications",
        models.Application,
        "party",
        "uid number party__number call__slug state outcome language theme currency "
        "made_at submitted_at",
        ("minor:currency",),
        "application",
    ),
    ExportSheet(
        "reviews",
        models.Review,
        "application__party",
        "uid application__number reviewer state scores says submitted_at",
        kind="review",
    ),
    ExportSheet(
        "determinations",
        models.Determination,
        "application__party",
        "uid application__number outcome by at told_at",
        kind="determination",
    ),
    ExportSheet(
        "grants",
        models.Grant,
        "party",
        "uid number party__number application__number kind state theme country "
        "public_title currency starts_on ends_on agreed_on paper_due_on closed_on",
        kind="grant",
    ),
    ExportSheet(
        "budget",
        models.BudgetLine,
        "grant__party",
        "grant__number category grant__currency",
        ("minor:grant__currency",),
    ),
    ExportSheet(
        "tranches",
        models.Tranche,
        "grant__party",
        "uid grant__number number state due_on needs_report",
        kind="tranche",
    ),
    ExportSheet(
        "shares",
        models.Share,
        "tranche__grant__party",
        "tranche__uid donor__slug tranche__grant__currency",
        ("minor:tranche__grant__currency",),
    ),
    ExportSheet(
        "approvals",
        models.Approval,
        "tranche__grant__party",
        "tranche__uid by at",
    ),
    ExportSheet(
        "payments",
        models.Payment,
        "tranche__grant__party",
        "uid tranche__uid paid_on sent_currency rate rate_on by at reverses__uid",
        ("sent_minor:sent_currency",),
        "payment",
    ),
    ExportSheet(
        "ledger",
        models.Entry,
        "grant__party",
        "grant__number donor__slug kind currency on payment__uid by at",
        ("minor:currency",),
    ),
    ExportSheet(
        "amendments",
        models.Amendment,
        "grant__party",
        "uid grant__number kind before after by at",
        kind="amendment",
    ),
    ExportSheet(
        "reports",
        models.Report,
        "grant__party",
        "uid grant__number kind state due_on received_at answered_by",
        kind="report",
    ),
    ExportSheet(
        "safety_plans",
        models.SafetyPlan,
        "party",
        "uid party__number review_on newest by at",
        kind="safety_plan",
    ),
    ExportSheet(
        "incidents",
        models.Incident,
        "party",
        "uid party__number grant__number kind state month reach",
        kind="incident",
    ),
    ExportSheet(
        "level_requests",
        models.LevelRequest,
        "party",
        "uid party__number level state asked_at answered_at answered_by",
    ),
    ExportSheet(
        "report_files",
        models.ApplicationFile,
        "report__grant__party",
        "uid report__uid kind size received_on",
        kind="application_file",
    ),
    ExportSheet(
        "accompaniment",
        models.Accompaniment,
        "grant__party",
        "uid grant__number kind on by",
        kind="accompaniment",
    ),
    ExportSheet(
        "results",
        models.Result,
        "grant__party",
        "uid grant__number people counted communities themes region evidence month by",
        kind="result",
    ),
)
"""What is handed out. Connections between parties are not: they are kept for staff, on screen."""
