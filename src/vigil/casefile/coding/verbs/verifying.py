"""Verify an adjudication as a second person; cancel the verification when values change."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.compiled_texts import correct_texts
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.queries import submitted
from vigil.casefile.coding.verbs.supporting import keep_quotes, rewrite_support
from vigil.casefile.coding.verbs.writing_values import correct_values, write_values
from vigil.casefile.disclosure.holds import hold_if_more_people_named
from vigil.casefile.models import Adjudication, Basis, Case, Stage, Visibility
from vigil.casefile.verification.queries import is_compiled, is_confirmed
from vigil.casefile.verification.verbs import forget_findings
from vigil.trust.access.errors import NeedsSecondPerson, NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Decision, User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords


@verb
def verify(adjudication: Adjudication, *, by: User, why: str = "") -> Case:
    """Accept the adjudicated values as a second person. The case is verified then.

    Of a compiled case that was not coded here, only what differs is accepted as corrected: two
    people looked at that, and at nothing else. What people found on the other values stays.
    A public case that would name more people is held until a third person publishes it
    (`disclosure.holds`). Raises NotAllowed, NeedsSecondPerson (the adjudicator themself),
    NotPossible.
    """
    case = locked(adjudication.case)  # before the adjudication, in the same order as `adjudicate`
    adjudication = Adjudication.objects.select_for_update().get(pk=adjudication.pk)
    require(by, "casefile.verify", case)
    if adjudication.by_id == by.pk:
        raise NeedsSecondPerson(_("You adjudicated this case: somebody else has to verify it."))
    require_two_people(adjudication.by, by)
    if adjudication.verified_at or adjudication.replaced_at:
        raise NotPossible(_("This adjudication was verified or replaced already."))
    adjudication.verified_by, adjudication.verified_at = by, timezone.now()
    adjudication.save()
    before = {"stage": case.stage}
    with hold_if_more_people_named(case, by=by):
        case.stage = Stage.VERIFIED
        case.save()
        after = {"stage": Stage.VERIFIED, "adjudication": adjudication.pk}
        decision = record_on_case("verify", case, by=by, before=before, after=after, why=why)
        if is_compiled(case) and submitted(case).count() < 2:
            _correct(case, adjudication, decision, by)
        else:
            write_values(
                case,
                adjudication.values,
                basis=Basis.ADJUDICATED,
                reasons=adjudication.reasons,
                decision=decision,
            )
        keep_quotes(case)
    return case


def _correct(case: Case, adjudication: Adjudication, decision: Decision, by: User) -> None:
    before = is_confirmed(case)
    texts = correct_texts(case, adjudication.values.get("texts") or {})
    case.save(update_fields=["compiled"])
    values = correct_values(
        case, adjudication.values, decision=decision, reasons=adjudication.reasons
    )
    rewrite_support(case)
    forget_findings(case, texts | values, by=by, was_confirmed=before)


def unverify(case: Case) -> None:
    """Cancel the verification of a case whose values change. A public case is internal then.

    It must be verified again, and published again by a third person.
    """
    if case.stage != Stage.VERIFIED:
        return
    case.stage = Stage.CODED
    if case.visibility == Visibility.PUBLISHED:
        case.visibility = Visibility.INTERNAL
    case.save(update_fields=["stage", "visibility", "updated_at"])


LOG: Final = LogWords(
    verbs={
        "verify": pgettext_lazy("decision", "verify"),
    },
)
