"""Start, edit and withdraw consultations."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.names_in_statements import stop_quoting_names
from vigil.outlook.models import Consultation, Statement
from vigil.outlook.panels.deadlines import instant_of_wall_time
from vigil.publication.pages.announcements import announcement_at
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.reading.codebook.country_codes import COUNTRIES
from vigil.reading.codebook.terms import regions
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.access.rules import roles_of
from vigil.trust.consent.verbs import holding
from vigil.trust.decisions.numbering import next_number
from vigil.trust.decisions.subjects import SUBJECT_CHANGED
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Role, User
from vigil.trust.rooms import house
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part

CHAIR: Final = "outlook.chair"
KIND: Final = "consultation"
FIELDS: Final = (
    *("title", "region", "countries", "starts_local", "zone", "held", "session", "rule", "people"),
)
"""The fields of a consultation that a chair can edit."""
State, Rule = Consultation.State, Consultation.Rule


@transaction.atomic
def make_consultation(*, by: User, **values: Any) -> Consultation:
    """Create a consultation with `by` as its chair. `values` are the fields in `FIELDS`.

    `starts_local` is the local time, without a zone. Raises NotAllowed, NotPossible (no title; no
    region or country, or an unknown one; no such time, zone, way to hold it or rule; nothing public
    at the address of the session).
    """
    take_part()
    require(by, CHAIR)
    row = Consultation(number=next_number(Consultation), chair=by)
    _fill(row, values)
    row.save()
    record("make_consultation", KIND, row.uid, by=by, after={"rule": row.rule})
    return row


@transaction.atomic
def edit_consultation(consultation: Consultation, *, by: User, **values: Any) -> Consultation:
    """Change the given fields of a consultation; the others stay as they are.

    The speakers were told the rule: once coding has begun, it can only become stricter. A new rule
    removes all attributions at once, and quotes that may name somebody until they are read again.
    Raises as `make_consultation`, and NotPossible (withdrawn; a
    rule that allows more; somebody agreed to be named under the old rule; published, and now not
    for use, or with a title that names somebody whom the public may not see).
    """
    take_part()
    require(by, CHAIR)
    row = locked(consultation)
    if row.state == State.WITHDRAWN:
        raise NotPossible(_("This consultation was withdrawn."))
    before = row.rule
    _fill(row, values)
    if row.rule != before:
        _narrow(row, before)
    if row.state == State.PUBLISHED:
        require_no_hidden_names(row.title)
    row.save()
    record(
        "edit_consultation", KIND, row.uid, by=by, before={"rule": before}, after={"rule": row.rule}
    )
    if row.rule != before:
        house.tell(SUBJECT_CHANGED, row.subject)
    return row


@transaction.atomic
def hand_over(consultation: Consultation, to: User, *, by: User) -> Consultation:
    """Make another person the chair. Only the chair can open what is sealed.

    Raises NotAllowed, NotPossible (`by` is not its chair; the other person is not a chair).
    """
    require(by, CHAIR)
    row = locked(consultation)
    require_own(row, by)
    if Role.PANEL_CHAIR not in roles_of(to):
        raise NotPossible(_("They are no chair."))
    before, row.chair = row.chair_id, to
    row.save(update_fields=["chair"])
    record(
        "hand_consultation_over",
        KIND,
        row.uid,
        by=by,
        before={"user": before},
        after={"user": to.pk},
    )
    return row


@transaction.atomic
def withdraw_consultation(consultation: Consultation, why: str, *, by: User) -> Consultation:
    """Withdraw a consultation and all its statements for good.

    Raises NotAllowed, NotPossible (withdrawn already; no reason).
    """
    take_part()
    require(by, CHAIR)
    row = locked(consultation)
    if row.state == State.WITHDRAWN:
        raise NotPossible(_("This consultation was withdrawn."))
    if not why.strip():
        raise NotPossible(_("Say why it is withdrawn."))
    before, row.state = row.state, State.WITHDRAWN
    row.save(update_fields=["state"])
    record("withdraw_consultation", KIND, row.uid, by=by, before={"state": before}, why=why)
    # Texts that quote it elsewhere are updated in this transaction.
    house.tell(SUBJECT_CHANGED, row.subject)
    return row


def locked(consultation: Consultation) -> Consultation:
    """Lock a consultation and return its present row. Lock its statements and codings later."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def locked_of(statement: Statement) -> Statement:
    """Lock a statement and its consultation; return the statement's present row.

    Raises NotPossible (the statement was removed).
    """
    consultation = locked(statement.consultation)
    row = Statement.objects.select_for_update().filter(pk=statement.pk).first()
    if row is None:
        raise NotPossible(_("This statement is not there any more."))
    row.consultation = consultation
    return row


def require_own(consultation: Consultation, by: User) -> None:
    """Raise NotPossible unless `by` is the chair of this consultation."""
    if consultation.chair_id != by.pk:
        raise NotPossible(_("Only the chair of this consultation opens what is sealed in it."))


def _fill(row: Consultation, values: dict[str, Any]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"a consultation has no {sorted(unknown)}")
    wall: datetime | None = values.pop("starts_local", None)
    for name, value in values.items():
        setattr(row, name, value)
    if wall is not None:
        row.starts_local = wall.replace(tzinfo=UTC, fold=0)
    if row.starts_local is None:
        raise Unfit(_("Say when it was held."), "starts_local")
    row.title, row.session = row.title.strip(), row.session.strip()
    row.countries = _countries(row.countries)
    _check(row)
    row.starts_at = instant_of_wall_time(
        row.starts_local.replace(tzinfo=None), row.zone, "starts_local"
    )


def _countries(codes: Iterable[str]) -> list[str]:
    found = sorted(set(codes))
    if odd := [code for code in found if code not in COUNTRIES]:
        raise Unfit(
            _("No country of ISO 3166-1 alpha-3: %(codes)s.") % {"codes": ", ".join(odd)},
            "countries",
        )
    return found


def _check(row: Consultation) -> None:
    if not row.title or len(row.title) > 200:
        raise Unfit(_("Give it a title of at most 200 characters."), "title")
    if row.region and row.region not in regions().terms:
        raise Unfit(_("There is no region called so."), "region")
    if not row.region and not row.countries:
        raise Unfit(_("Say which region or which countries it was about."), "region")
    if row.held not in Consultation.Held.values or row.rule not in Rule.values:
        raise NotPossible(_("Say how it was held, and under which rule."))
    if row.session and announcement_at(row.session) is None:
        raise Unfit(
            _("Nothing that the public sees stands at this address of a session."), "session"
        )


def _narrow(row: Consultation, before: str) -> None:
    """Refuse a rule that allows more or other things than speakers were told; remove attributions.

    Raises Unfit.
    """
    begun = row.state != State.DRAFT
    # "By name" and "by organisation" are two scopes: neither is part of the other.
    narrower = row.rule == Rule.NOT_FOR_USE or (
        row.rule == Rule.CHATHAM_HOUSE and before != Rule.NOT_FOR_USE
    )
    if begun and not narrower:
        raise Unfit(
            _("People spoke under another rule: once coding has begun it can only be narrower."),
            "rule",
        )
    if row.state == State.PUBLISHED and row.rule == Rule.NOT_FOR_USE:
        raise Unfit(_("It is published: withdraw it, if nothing of it may be used."), "rule")
    uids = list(row.statements.values_list("uid", flat=True))
    if row.rule in (Rule.BY_NAME, Rule.BY_ORGANISATION) and holding(uids, "statement", "name"):
        # They agreed to one of the two, organisation or person. Another rule would show the other.
        raise Unfit(
            _("Somebody agreed to be named under the rule as it is: end that first, and ask anew."),
            "rule",
        )
    row.statements.update(attribution="", names_cleared=False)
    if row.rule == Rule.NOT_FOR_USE:
        row.statements.update(may_be_quoted=False)
    stop_quoting_names(row)


LOG: Final = LogWords(
    verbs={
        "edit_consultation": pgettext_lazy("decision", "change what is said of a consultation"),
        "hand_consultation_over": pgettext_lazy("decision", "hand a consultation over"),
        "make_consultation": pgettext_lazy("decision", "begin a consultation"),
        "withdraw_consultation": pgettext_lazy("decision", "withdraw a consultation"),
    },
    kinds={
        "consultation": pgettext_lazy("decision", "consultation"),
    },
    parts={
        "rule": pgettext_lazy("decision", "rule of attribution"),
    },
)
