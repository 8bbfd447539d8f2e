"""Find people in consultations by name, and withdraw them.

The name of a speaker is sealed, and a search finds it only if it matches exactly. Texts are
searched for the name: a statement, response or recommendation that contains it is withdrawn as a
whole. No part of it is cut out, because the rest would be words that nobody said.
"""

from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.outlook.consultations.verbs.editing import locked_of
from vigil.outlook.consultations.verbs.speakers_and_consent import said_by, take_words
from vigil.outlook.models import (
    Consultation,
    FollowUp,
    Recommendation,
    Response,
    Standing,
    Statement,
)
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.withdrawals.names_in_texts import says, that_say

SAID: Final = "statement"
TITLE: Final = "consultation_title"
TRIED: Final = "response"
ADVISED: Final = "recommendation"
FOLLOWED: Final = "follow_up"
OF_PEOPLE: Final = ("Consultation", "Statement", "Response", "Recommendation", "FollowUp")


class ConsultationKeeper:
    """The keeper of statements, their speakers, and the recommendations and responses on them."""

    room = "consultations"
    label = gettext_lazy("Consultations")
    models = frozenset(f"outlook.{model}" for model in OF_PEOPLE)

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return the statements of speakers with these names, and every text that has a name."""
        standing = Statement.objects.filter(withdrawn_at=None)
        texts = that_say(standing, ("text", "attribution", "settled_why"), names).values("pk")
        said = standing.filter(Q(pk__in=said_by(names).values("pk")) | Q(pk__in=texts))
        found = [_said(row) for row in said.select_related("consultation")]
        live = Consultation.objects.exclude(state=Consultation.State.WITHDRAWN)
        found += [_title(row) for row in that_say(live, ("title",), names)]
        tried = Response.objects.exclude(state=Standing.WITHDRAWN)
        found += [_tried(row) for row in _that_say_anywhere(tried, names)]
        advised = Recommendation.objects.exclude(state=Standing.WITHDRAWN)
        found += [_advised(row) for row in that_say(advised, ("text", "addressed_to"), names)]
        followed = FollowUp.objects.filter(withdrawn_at=None)
        return found + [_followed(row) for row in that_say(followed, ("what", "evidence"), names)]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Remove a text, or its speaker. Published pages change at once."""
        return _WITHDRAW[holding.kind](holding.key, act)

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Return a sentence that nothing comes back: the words are destroyed."""
        mine = [r["done"] for r in withdrawal.receipts if r["room"] == self.room]
        return [_("stays out of the consultations: the words were destroyed")] if any(mine) else []

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return a sentence if any published text still has one of these names; else nothing."""
        public = Statement.objects.filter(
            may_be_quoted=True, consultation__state=Consultation.State.PUBLISHED
        )
        shown = that_say(public, ("text", "attribution"), names).exists()
        tried = Response.objects.filter(state=Standing.PUBLISHED)
        advised = Recommendation.objects.filter(state=Standing.PUBLISHED)
        shown = shown or bool(_that_say_anywhere(tried, names))
        shown = shown or that_say(advised, ("text", "addressed_to"), names).exists()
        followed = FollowUp.objects.filter(withdrawn_at=None, recommendation__in=advised)
        shown = shown or that_say(followed, ("what", "evidence"), names).exists()
        held = Consultation.objects.filter(state=Consultation.State.PUBLISHED)
        shown = shown or that_say(held, ("title",), names).exists()
        return [_("What was published of consultations still says the name.")] if shown else []


def _that_say_anywhere(rows: QuerySet[Response], names: Sequence[str]) -> list[Response]:
    """Return the responses that have a name in their texts or sources."""

    def words(row: Response) -> list[str]:
        cited = [part for one in row.sources for part in (one["what"], one["url"])]
        return [row.title, row.what, row.evidence, *cited]

    return [row for row in rows if says(words(row), names)]


def _said(row: Statement) -> Holding:
    what = _("The statement would be withdrawn: its words, who said it, and the notes of it.")
    return Holding(kind=SAID, key=row.uid, label=row.code, what=what)


def _title(row: Consultation) -> Holding:
    what = _("The title of a consultation says the name: it would be called by its number alone.")
    return Holding(kind=TITLE, key=row.uid, label=row.title, what=what)


def _tried(row: Response) -> Holding:
    what = _("A response that says the name would be withdrawn.")
    return Holding(kind=TRIED, key=row.uid, label=row.title, what=what)


def _advised(row: Recommendation) -> Holding:
    what = _("A recommendation that says the name would be withdrawn.")
    return Holding(kind=ADVISED, key=row.uid, label=row.code, what=what)


def _followed(row: FollowUp) -> Holding:
    what = _("Words on what became of a recommendation would be taken away.")
    return Holding(kind=FOLLOWED, key=str(row.pk), label=row.recommendation.code, what=what)


def _withdraw_said(key: str, act: WithdrawalAct) -> str:
    take_words(locked_of(Statement.objects.get(uid=key)), by=act.by)
    return _("withdrawn: the words, who said them, and the notes in which they stood")


def _withdraw_title(key: str, act: WithdrawalAct) -> str:
    row = Consultation.objects.get(uid=key)
    row.title = row.code
    row.save(update_fields=["title"])
    return _("the title of a consultation taken off")


def _withdraw_tried(key: str, act: WithdrawalAct) -> str:
    Response.objects.filter(uid=key).update(
        state=Standing.WITHDRAWN, title="-", what="", evidence="", sources=[]
    )
    return _("a response withdrawn, its words destroyed")


def _withdraw_advised(key: str, act: WithdrawalAct) -> str:
    Recommendation.objects.filter(uid=key).update(
        state=Standing.WITHDRAWN, text="", addressed_to="", look_on=None
    )
    return _("a recommendation withdrawn, its words destroyed")


def _withdraw_followed(key: str, act: WithdrawalAct) -> str:
    FollowUp.objects.filter(pk=key).update(what="", evidence="", withdrawn_at=timezone.now())
    return _("words on what became of a recommendation taken away")


_WITHDRAW: Final[dict[str, Callable[[str, WithdrawalAct], str]]] = {
    SAID: _withdraw_said,
    TITLE: _withdraw_title,
    TRIED: _withdraw_tried,
    ADVISED: _withdraw_advised,
    FOLLOWED: _withdraw_followed,
}


_CODES: Final = "codes of lists, by the uid of a statement: no word of anybody"
WITHOUT_PERSONAL_DATA: Final = {"outlook.StatementCoding": _CODES, "outlook.StatementCode": _CODES}
"""Model -> why it holds no personal data."""
