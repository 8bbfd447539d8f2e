"""Write, publish, follow up and withdraw recommendations."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.verbs.editing import CHAIR
from vigil.outlook.models import FollowUp, Recommendation, Response, Standing
from vigil.outlook.recommendations.verbs.responses import LONGEST, found_statements
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.terms import levels
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

KIND: Final = "recommendation"
FIELDS: Final = ("text", "level", "addressed_to", "look_on")


@transaction.atomic
def make_recommendation(
    *, by: User, statements: Iterable[str] = (), responses: Iterable[str] = (), **values: Any
) -> Recommendation:
    """Create a recommendation. `values` are the fields in `FIELDS`; the other two are uids.

    Raises NotAllowed, NotPossible (no words or addressee, or too long; no such level; a statement
    or response that may not be cited).
    """
    take_part()
    require(by, CHAIR)
    row = Recommendation(number=next_number(Recommendation))
    _write(row, values, statements, responses)
    record("make_recommendation", KIND, row.uid, by=by, after={"level": row.level})
    return row


@transaction.atomic
def edit_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    statements: Iterable[str] = (),
    responses: Iterable[str] = (),
    **values: Any,
) -> Recommendation:
    """Change a recommendation and what it cites. A published one keeps its words.

    Raises as `make_recommendation`, and NotPossible (withdrawn; published, and new words, level or
    addressee; published, and it would cite nothing).
    """
    take_part()
    row = _locked_recommendation(recommendation, by)
    if row.state == Standing.PUBLISHED:
        said = ("text", "level", "addressed_to")
        if any(name in values and values[name] != getattr(row, name) for name in said):
            raise NotPossible(
                _("It was published: what it says stands. Withdraw it and write another.")
            )
    _write(row, values, statements, responses)
    if row.state == Standing.PUBLISHED:
        _require_basis(row)
    record("edit_recommendation", KIND, row.uid, by=by)
    return row


@transaction.atomic
def publish_recommendation(recommendation: Recommendation, *, by: User) -> Recommendation:
    """Publish a recommendation. Its outcome is "open" as of today.

    Raises NotAllowed, NotPossible (published already; it cites nothing; it names somebody whom the
    public may not see; no day for the first follow-up).
    """
    take_part()
    row = _locked_recommendation(recommendation, by)
    if row.state != Standing.DRAFT:
        raise NotPossible(_("It is published already."))
    _require_basis(row)
    require_no_hidden_names(row.text, row.addressed_to)
    if row.look_on is None:
        raise NotPossible(_("Say when somebody looks what became of it."))
    row.state, row.published_at, row.as_of = (
        Standing.PUBLISHED,
        timezone.now(),
        timezone.localdate(),
    )
    row.save(update_fields=["state", "published_at", "as_of"])
    record("publish_recommendation", KIND, row.uid, by=by)
    return row


@transaction.atomic
def follow_up(
    recommendation: Recommendation,
    outcome: str,
    what: str,
    evidence: str,
    *,
    by: User,
    on: date,
    look_on: date | None,
) -> FollowUp:
    """Record a follow-up: what somebody found on a day, and the day of the next follow-up.

    The follow-up with the latest day sets the outcome and the next day. Raises NotAllowed,
    NotPossible (not published; no such outcome; a day in the future; no words, or too long; taken
    up or refused without evidence; a next day that is not after `on`; words that name somebody
    whom the public may not see).
    """
    take_part()
    row = _locked_recommendation(recommendation, by)
    if row.state != Standing.PUBLISHED:
        raise NotPossible(_("Only what was published is followed."))
    what, evidence = what.strip(), evidence.strip()
    if outcome not in Recommendation.Outcome.values:
        raise Unfit(_("Say what became of it."), "outcome")
    if on > timezone.localdate():
        raise Unfit(_("Nobody can have looked on a day that is yet to come."), "on")
    if look_on is not None and look_on <= on:
        raise Unfit(_("Look again after you have looked."), "look_on")
    if not what or len(what) > LONGEST or len(evidence) > LONGEST:
        raise NotPossible(
            _("Say in words what you found, in at most %(n)d characters.") % {"n": LONGEST}
        )
    if outcome in Recommendation.SHOWN and not evidence:
        raise Unfit(
            _("Say by what it is shown: a law, a document, a report, an address."), "evidence"
        )
    require_no_hidden_names(what, evidence)
    made = FollowUp.objects.create(
        recommendation=row, on=on, outcome=outcome, what=what, evidence=evidence, by=by
    )
    before = row.outcome
    newest = row.follow_ups.all()[0]
    row.outcome, row.as_of = newest.outcome, newest.on
    if newest == made:  # a late entry for an earlier day does not move the next follow-up
        row.look_on = look_on
    row.save(update_fields=["outcome", "as_of", "look_on"])
    record(
        "follow_recommendation",
        KIND,
        row.uid,
        by=by,
        before={"outcome": before},
        after={"outcome": row.outcome, "on": str(on)},
    )
    return made


@transaction.atomic
def withdraw_recommendation(
    recommendation: Recommendation, why: str, *, by: User
) -> Recommendation:
    """Withdraw a recommendation, for good.

    Raises NotAllowed, NotPossible (withdrawn already; no reason).
    """
    take_part()
    row = _locked_recommendation(recommendation, by)
    if not why.strip():
        raise NotPossible(_("Say why it is withdrawn."))
    row.state, row.look_on = Standing.WITHDRAWN, None
    row.save(update_fields=["state", "look_on"])
    record("withdraw_recommendation", KIND, row.uid, by=by, why=why)
    return row


def overdue(on: date | None = None) -> QuerySet[Recommendation]:
    """Return the published recommendations whose follow-up is due by a day (today if None)."""
    rows = Recommendation.objects.filter(
        state=Standing.PUBLISHED, look_on__lte=on or timezone.localdate()
    )
    return rows.order_by("look_on", "number")


def _locked_recommendation(recommendation: Recommendation, by: User) -> Recommendation:
    require(by, CHAIR)
    row = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    if row.state == Standing.WITHDRAWN:
        raise NotPossible(_("It was withdrawn."))
    return row


def _write(
    row: Recommendation,
    values: Mapping[str, Any],
    statements: Iterable[str],
    responses: Iterable[str],
) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a recommendation has no {sorted(unknown)}")
    stands_on, tried = found_statements(statements), _responses(responses)
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if not row.text or len(row.text) > LONGEST:
        raise NotPossible(
            _("Say what is recommended, in at most %(n)d characters.") % {"n": LONGEST}
        )
    if not row.addressed_to or len(row.addressed_to) > 200:
        raise NotPossible(_("Say to whom it is addressed, in at most 200 characters."))
    if row.level not in levels().terms:
        raise NotPossible(_("Say on which level it is to be done."))
    row.save()
    row.statements.set(stands_on)
    row.responses.set(tried)


def _responses(uids: Iterable[str]) -> list[Response]:
    asked = sorted({uid.strip() for uid in uids if uid.strip()})
    rows = list(Response.objects.filter(uid__in=asked).exclude(state=Standing.WITHDRAWN))
    if odd := sorted(set(asked) - {row.uid for row in rows}):
        raise NotPossible(
            _("Nothing can stand on these responses: %(uids)s.") % {"uids": ", ".join(odd)}
        )
    return rows


def _require_basis(row: Recommendation) -> None:
    if not row.statements.exists() and not row.responses.exists():
        raise NotPossible(_("It stands on nothing yet: name a statement or a response for it."))


LOG: Final = LogWords(
    verbs={
        "edit_recommendation": pgettext_lazy("decision", "change a recommendation"),
        "follow_recommendation": pgettext_lazy("decision", "look what became of a recommendation"),
        "make_recommendation": pgettext_lazy("decision", "write a recommendation"),
        "publish_recommendation": pgettext_lazy("decision", "publish a recommendation"),
        "withdraw_recommendation": pgettext_lazy("decision", "withdraw a recommendation"),
    },
    kinds={
        "recommendation": pgettext_lazy("decision", "recommendation"),
    },
)
