"""Code the statements of a consultation: two people code alone, then somebody adjudicates.

Until both codings are handed in, each coder sees only their own coding, and the chair sees neither.
Adjudication adds no codes: codes from both coders are kept, and somebody decides on the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.code_lists import DIMENSIONS, Codes, checked_codes, in_order
from vigil.outlook.consultations.verbs.editing import CHAIR, KIND, State, locked
from vigil.outlook.models import Consultation, Statement, StatementCode, StatementCoding
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.access.rules import roles_of
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

CODE: Final = "outlook.code"
CODERS: Final = 2
MAY_CODE: Final = (Role.CODER, Role.PANEL_CHAIR)
LONGEST_WHY: Final = 2_000


@dataclass(frozen=True)
class CodingComparison:
    """The two codings of one statement: the codes of both, and the codes of only one coder."""

    statement: Statement
    both: Codes
    one: dict[str, dict[str, int]]
    """Dimension -> code -> primary key of the coder who gave it."""

    @property
    def agree(self) -> bool:
        """Return whether the two codings are the same."""
        return not self.one


@transaction.atomic
def give_to(consultation: Consultation, coder: User, *, by: User) -> StatementCoding:
    """Assign the statements of a consultation to a coder, and return the new coding.

    Raises NotAllowed, NotPossible (the codes are decided; the consultation was withdrawn; two
    people code it; this person codes it already, or has no role that codes).
    """
    require(by, CHAIR)
    row = locked(consultation)
    if row.state not in (State.DRAFT, State.CODING):
        raise NotPossible(_("Its codes are settled, or it was withdrawn."))
    if not roles_of(coder) & set(map(str, MAY_CODE)):
        raise NotPossible(_("They do not code."))
    if row.codings.filter(coder=coder).exists():
        raise NotPossible(_("They have it already."))
    if row.codings.count() >= CODERS:
        raise NotPossible(_("Two people code it already. Take it back from one of them first."))
    made = StatementCoding.objects.create(consultation=row, coder=coder)
    record("give_statements", KIND, row.uid, by=by, after={"user": coder.pk})
    return made


@transaction.atomic
def take_from(coding: StatementCoding, why: str, *, by: User) -> None:
    """Delete a coding that was not handed in, so that somebody else can make one.

    Raises NotAllowed, NotPossible (handed in or deleted already; no reason).
    """
    require(by, CHAIR)
    consultation = locked(coding.consultation)
    row = StatementCoding.objects.select_for_update().filter(pk=coding.pk).first()
    if row is None or row.submitted_at is not None:
        raise NotPossible(_("This coding was handed in, or taken back already."))
    if not why.strip():
        raise NotPossible(_("Say why you take it back."))
    record(
        "take_statements_back",
        KIND,
        consultation.uid,
        by=by,
        before={"user": row.coder_id},
        why=why,
    )
    row.delete()


@transaction.atomic
def begin_coding(consultation: Consultation, *, by: User) -> Consultation:
    """Begin the coding. From now on nobody can edit the statements.

    Raises NotAllowed, NotPossible (begun already; no statements; not two coders).
    """
    require(by, CHAIR)
    row = locked(consultation)
    if row.state != State.DRAFT:
        raise NotPossible(_("Coding has begun already."))
    if not row.statements.exists():
        raise NotPossible(_("There are no statements to code."))
    if row.codings.count() != CODERS:
        raise NotPossible(_("Give it to two people first."))
    row.state = State.CODING
    row.save(update_fields=["state"])
    after = {"statements": row.statements.count()}
    record("begin_coding", KIND, row.uid, by=by, after=after)
    return row


@transaction.atomic
def code_statement(
    coding: StatementCoding, statement: Statement, codes: Mapping[str, Any], *, by: User
) -> StatementCoding:
    """Save a coder's codes for one statement. No codes means that none applies.

    The codes are a draft until the coder hands them in, so the log has no decision. Raises
    NotAllowed, NotPossible (not being coded; handed in; a statement of another consultation, or
    withdrawn; a code that is in no list).
    """
    row = _own(coding, by)
    if not row.consultation.statements.filter(pk=statement.pk, withdrawn_at=None).exists():
        raise NotPossible(_("This statement is not there any more."))
    row.values = {**row.values, statement.uid: checked_codes(codes)}
    row.save(update_fields=["values"])
    return row


@transaction.atomic
def hand_in(coding: StatementCoding, *, by: User) -> StatementCoding:
    """Hand in a coding, which is then final. After the second one, both can be seen.

    Raises NotAllowed, NotPossible (handed in already; a statement is not coded yet).
    """
    row = _own(coding, by)
    if left := uncoded(row):
        raise NotPossible(
            _("You have not looked at these yet: %(numbers)s.")
            % {"numbers": ", ".join(str(one.number) for one in left[:20])}
        )
    row.submitted_at = timezone.now()
    row.save(update_fields=["submitted_at"])
    record("hand_in_statements", KIND, row.consultation.uid, by=by)
    return row


@transaction.atomic
def settle(
    consultation: Consultation,
    chosen: Mapping[str, Mapping[str, Any]],
    reasons: Mapping[str, str],
    *,
    by: User,
) -> Consultation:
    """Adjudicate: keep the codes that both coders gave, and the `chosen` codes of only one.

    `chosen` and `reasons` are by the uid of a statement. A coder who adjudicates must give a reason
    for each statement on which the two differ; other people may. Until the consultation is
    published, a second call replaces the codes of the first. Raises NotAllowed, NotPossible (not
    both handed in; published or withdrawn; no reason, or one that is too long; a code that neither
    coder gave).
    """
    take_part()
    row = _settling(consultation, by)
    own = row.codings.filter(coder=by).exists()
    found: list[StatementCode] = []
    for one in compared(row):
        uid = one.statement.uid
        why = _why(reasons.get(uid, ""), one.statement)
        if own and not one.agree and not why:
            raise NotPossible(
                _("You coded it yourself: say why, for statement %(n)d.")
                % {"n": one.statement.number}
            )
        codes = _settled(one, chosen.get(uid, {}))
        found += [
            StatementCode(statement=one.statement, taxonomy=dimension, code=code)
            for dimension, of in codes.items()
            for code in of
        ]
        Statement.objects.filter(pk=one.statement.pk).update(settled_why="" if one.agree else why)
    StatementCode.objects.filter(statement__consultation=row).delete()
    StatementCode.objects.bulk_create(found)
    row.state, row.settled_at, row.settled_by = State.SETTLED, timezone.now(), by
    row.save(update_fields=["state", "settled_at", "settled_by"])
    record("settle_statements", KIND, row.uid, by=by, after={"own": own})
    return row


def compared(consultation: Consultation) -> list[CodingComparison]:
    """Return the two codings side by side, statement by statement.

    Raises NotPossible until both are handed in, so that neither coder influences the other.
    """
    first, second = _both(consultation)
    rows = []
    for statement in consultation.statements.filter(withdrawn_at=None):
        left = first.values.get(statement.uid, {})
        right = second.values.get(statement.uid, {})
        both: Codes = {}
        alone: dict[str, dict[str, int]] = {}
        for dimension in DIMENSIONS:
            one, other = set(left.get(dimension, ())), set(right.get(dimension, ()))
            if one & other:
                both[dimension] = in_order(dimension, one & other)
            if one ^ other:
                alone[dimension] = {
                    code: first.coder_id if code in one else second.coder_id
                    for code in in_order(dimension, one ^ other)
                }
        rows.append(CodingComparison(statement, both, alone))
    return rows


def both_in(consultation: Consultation) -> bool:
    """Return whether both codings are handed in."""
    return submitted(consultation).count() == CODERS


def submitted(consultation: Consultation) -> QuerySet[StatementCoding]:
    """Return the codings that are handed in."""
    return consultation.codings.exclude(submitted_at=None).select_related("coder")


def uncoded(coding: StatementCoding) -> list[Statement]:
    """Return the statements that a coder has not coded yet."""
    rows = coding.consultation.statements.filter(withdrawn_at=None)
    return [row for row in rows if row.uid not in coding.values]


def codes_of(statement: Statement) -> Codes:
    """Return the adjudicated codes of a statement, in the order of their lists."""
    found: dict[str, set[str]] = {}
    for row in statement.codes.all():
        found.setdefault(row.taxonomy, set()).add(row.code)
    return {name: in_order(name, found[name]) for name in DIMENSIONS if name in found}


def candidates(consultation: Consultation) -> QuerySet[User]:
    """Return the people who could code a consultation and do not code it yet."""
    rows = User.objects.filter(is_active=True, grants__role__in=[str(role) for role in MAY_CODE])
    rows = rows.exclude(pk__in=consultation.codings.values("coder"))
    return rows.distinct().order_by("display_name", "username")


def to_code(user: User) -> QuerySet[StatementCoding]:
    """Return the codings of a person, without those of drafts and withdrawn consultations."""
    rows = StatementCoding.objects.filter(coder=user).exclude(
        consultation__state__in=(State.DRAFT, State.WITHDRAWN)
    )
    return rows.select_related("consultation").order_by("submitted_at", "given_at")


def _both(consultation: Consultation) -> list[StatementCoding]:
    rows = list(submitted(consultation))
    if len(rows) != CODERS:
        raise NotPossible(_("Not before both codings are in: nobody is led by what one says."))
    return rows


def _settling(consultation: Consultation, by: User) -> Consultation:
    row = locked(consultation)
    if not by.has_perm(CHAIR):
        require(by, CODE, row)
    if row.state not in (State.CODING, State.SETTLED):
        raise NotPossible(_("It is not being coded, or it is published already."))
    return row


def _why(text: str, statement: Statement) -> str:
    """Return a reason without null characters. Raises NotPossible (too long)."""
    why = text.replace("\0", "").strip()
    if len(why) > LONGEST_WHY:
        raise NotPossible(
            _("The reason for statement %(number)d is longer than %(n)d characters.")
            % {"number": statement.number, "n": LONGEST_WHY}
        )
    return why


def _settled(one: CodingComparison, chosen: Mapping[str, Any]) -> Codes:
    asked = checked_codes(chosen)
    for dimension, codes in asked.items():
        open_ = {*one.one.get(dimension, {}), *one.both.get(dimension, ())}
        if odd := [code for code in codes if code not in open_]:
            raise NotPossible(
                _("Neither coder found “%(code)s” in statement %(n)d.")
                % {"code": odd[0], "n": one.statement.number}
            )
    return checked_codes(
        {
            dimension: [*one.both.get(dimension, ()), *asked.get(dimension, ())]
            for dimension in DIMENSIONS
        }
    )


def _own(coding: StatementCoding, by: User) -> StatementCoding:
    if coding.coder_id != by.pk:
        raise NotAllowed(_("It is given to somebody else."))
    consultation = locked(coding.consultation)
    require(by, CODE, consultation)
    row = StatementCoding.objects.select_for_update().filter(pk=coding.pk).first()
    if row is None:
        raise NotPossible(_("It was taken back from you."))
    row.consultation = consultation
    if consultation.state != State.CODING or row.submitted_at is not None:
        raise NotPossible(_("It is not being coded, or you handed it in already."))
    return row


LOG: Final = LogWords(
    verbs={
        "begin_coding": pgettext_lazy("decision", "begin coding statements"),
        "give_statements": pgettext_lazy("decision", "give statements to a coder"),
        "hand_in_statements": pgettext_lazy("decision", "hand in a coding of statements"),
        "settle_statements": pgettext_lazy("decision", "settle the codes of statements"),
        "take_statements_back": pgettext_lazy("decision", "take statements back from a coder"),
    },
    parts={
        "own": pgettext_lazy("decision", "by one who coded it"),
    },
)
