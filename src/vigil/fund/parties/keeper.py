"""What the fund holds of people by name, and what withdrawing a name does here.

Hidden parties and parties under a pseudonym are not found: nothing is public under their name, and
a search from outside the fund must not reveal that they are in it.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.fund.models import NAMED, FundRelease, Grant, Party
from vigil.fund.parties import queries as party_queries
from vigil.fund.parties.verbs.hiding import hide, take_title_off, take_words_off
from vigil.fund.releases.queries import newest_release
from vigil.fund.releases.texts import words_of
from vigil.fund.releases.verbs import grants_with_words
from vigil.trust.models import Level, User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.withdrawals.names_in_texts import says, that_say

PARTY, TITLE, RESULT_STATEMENTS = "party", "fund_title", "fund_words"
MODELS_ABOUT_PEOPLE: Final = (
    *("Party", "Trace", "Conflict", "Nomination", "Check", "EmergencyRequest", "EmergencyWord"),
    *("Prompt", "Application", "ApplicationFile", "Review", "Remark", "Determination", "Grant"),
    *("Report", "SafetyPlan", "Incident", "Accompaniment", "Result", "Connection", "FundRelease"),
    *("ReadingReason", "ReviewerLanguages"),
    *("LevelRequest", "Agreement", "AccountConfirmation", "Hold", "Message", "ExtensionRequest"),
    *(
        "WordKey",
        "KeyLoss",
        "PagePass",
        "OutcomeStatement",
        "Reading",
        "Witness",
        "BankStatement",
        "StatementLine",
    ),
)


class FundKeeper:
    """The keeper of the fund: named parties, and published texts that contain a name."""

    room = "fund"
    label = gettext_lazy("Fund")
    models = frozenset(f"fund.{model}" for model in MODELS_ABOUT_PEOPLE)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the parties with these names, accounts or contacts, and texts that contain one."""
        named = Q(level__in=[str(level) for level in NAMED], removed_at=None)
        known = party_queries.parties_known_as(names).filter(named).values("pk")
        said = that_say(Party.objects.filter(named), ("name", "pseudonym"), names).values("pk")
        found = list(Party.objects.filter(Q(pk__in=known) | Q(pk__in=said)))
        titled = that_say(Grant.objects.exclude(public_title=""), ("public_title",), names)
        titles = titled.exclude(party__in=found)
        said_of = Grant.objects.filter(uid__in=grants_with_words(names)).exclude(party__in=found)
        worded = [_words(one) for one in said_of.exclude(pk__in=titles.values("pk"))]
        return [_party(one) for one in found] + [_title(one) for one in titles] + worded

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Hide a party, or remove a title or text from what is published, at once."""
        if holding.kind == TITLE:
            take_title_off(Grant.objects.get(uid=holding.key), by=act.by)
            return _("the title taken off; the grant is not listed any more")
        if holding.kind == RESULT_STATEMENTS:
            take_words_off(Grant.objects.get(uid=holding.key), by=act.by)
            return _("what was published of the results of a grant, taken out")
        hide(Party.objects.get(uid=holding.key), by=act.by)
        return _("hidden: no name, no title, out of what the fund published")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Say that nothing is restored automatically."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        if not any(mine):
            return []
        return [_("stays hidden in the fund, until an officer sets the level anew")]

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return what the last release still shows, and that downloaded copies remain."""
        sentences = []
        told = newest_release()
        if told and says(
            [
                text
                for item in told.items
                for text in (
                    item.name,
                    item.title,
                    *(word for one in (*item.statements, *item.outcomes) for word in words_of(one)),
                )
            ],
            names,
        ):
            sentences.append(_("What the fund published still says the name."))
        if _was_listed(names):
            sentences.append(_("Copies that others made of the fund's files stay."))
        return sentences


def _party(party: Party) -> Holding:
    shown = party.level == Level.OPEN
    what = _("The fund would hide them: no name, and out of what it published.")
    return Holding(kind=PARTY, key=party.uid, label=party.code, what=what, ticked=shown)


def _title(grant: Grant) -> Holding:
    what = _("The title of a grant says the name: it would be taken off, and the grant unlisted.")
    return Holding(kind=TITLE, key=grant.uid, label=grant.public_title, what=what)


def _words(grant: Grant) -> Holding:
    what = _("What was published of its results says the name: the words would be taken out.")
    return Holding(
        kind=RESULT_STATEMENTS, key=grant.uid, label=grant.public_title or grant.code, what=what
    )


def _was_listed(names: Sequence[str]) -> bool:
    release = FundRelease.objects.first()
    if release is None:
        return False
    known = release.counted.get("known", [])
    return Grant.objects.filter(
        party__in=party_queries.parties_known_as(names), uid__in=known
    ).exists()


_MONEY: Final = "amounts, days and states of a grant: words lie in the vault"
WITHOUT_PERSONAL_DATA: Final = {
    "fund.Call": "what is offered to everybody",
    "fund.FormVersion": "what everybody is asked",
    "fund.DecisionText": "what everybody reads whom an outcome concerns",
    "fund.PanelBudget": "how much a panel can award in a call",
    "fund.SwitchedGate": "rules of the fund, in words about nobody",
    "fund.ColumnChoice": "columns of a bank's files",
    "fund.Donor": "public bodies that give the money",
    **{
        f"fund.{model}": _MONEY
        for model in (
            *("BudgetLine", "Tranche", "Share", "Approval", "Payment", "Entry"),
            *("Amendment", "DonorBudget"),
        )
    },
}
"""Model -> why nobody can be found in it."""
