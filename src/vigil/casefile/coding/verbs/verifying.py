"""Verify an adjudication as a second person; cancel the verification when values change."""

from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.compiled_texts import Texts, correct_texts
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.changes import Change, accepted_now, changes_of, stored
from vigil.casefile.coding.queries import can_be_taken_up, submitted
from vigil.casefile.coding.verbs.applying import apply_changes
from vigil.casefile.coding.verbs.supporting import keep_quotes, rewrite_support
from vigil.casefile.coding.verbs.writing_values import write_values
from vigil.casefile.disclosure.holds import hold_if_more_people_named
from vigil.casefile.house_rules.queries import require_verifier
from vigil.casefile.looking_again.verbs import looked_at
from vigil.casefile.models import Adjudication, Basis, Case, Stage, Visibility
from vigil.casefile.reports.verbs.given_sources import drop_given_sources, record_given_sources
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

    Of a case that was taken up again, or compiled and not coded here, only what differs is accepted
    anew: two people looked at that, and at nothing else. What people found on the rest stays.
    A public case that would name more people is held until a third person publishes it
    (`disclosure.holds`). Raises NotAllowed, NeedsSecondPerson (the adjudicator themself,
    and whoever made or began a single coding), NotPossible (also: the rules of the house name other
    people; a value has changed since changes to it were proposed).
    """
    case = locked(adjudication.case)  # before the adjudication, in the same order as `adjudicate`
    adjudication = Adjudication.objects.select_for_update().get(pk=adjudication.pk)
    require(by, "casefile.verify", case)
    if adjudication.by_id == by.pk:
        raise NeedsSecondPerson(
            _("You coded this case: somebody else has to verify it.")
            if adjudication.single
            else _("You adjudicated this case: somebody else has to verify it.")
        )
    require_two_people(adjudication.by, by)
    if adjudication.single and case.codings.filter(begun_by=by).exists():
        raise NeedsSecondPerson(_("You began this coding: somebody else has to verify it."))
    require_verifier(case, by)
    if adjudication.verified_at or adjudication.replaced_at:
        raise NotPossible(_("This adjudication was verified or replaced already."))
    changes = changes_of(adjudication)
    adjudication.verified_by, adjudication.verified_at = by, timezone.now()
    if can_be_taken_up(case):  # it said something before
        adjudication.changes = stored(changes)
    adjudication.save()
    before, people = {"stage": case.stage}, _people(case)
    with hold_if_more_people_named(case, by=by):
        case.stage = Stage.VERIFIED
        case.save()
        after = {"stage": Stage.VERIFIED, "adjudication": adjudication.pk}
        decision = record_on_case("verify", case, by=by, before=before, after=after, why=why)
        if adjudication.taken_up or (is_compiled(case) and submitted(case).count() < 2):
            changed = _apply(case, changes, adjudication.values.get("texts") or {}, decision)
        else:
            before_values = accepted_now(case).event
            write_values(
                case,
                adjudication.values,
                basis=Basis.ADJUDICATED,
                reasons=adjudication.reasons,
                no_value=adjudication.no_value,
                decision=decision,
            )
            after_values = accepted_now(case).event
            changed = {n for n, v in after_values.items() if before_values.get(n) != v}
        keep_quotes(case)
    drop_given_sources(case)
    record_given_sources(adjudication, changes, people | _people(case), decision, by=by)
    rewrite_support(case, changed)
    looked_at(case)
    return case


def _apply(case: Case, changes: Sequence[Change], texts: Texts, decision: Decision) -> set[str]:
    now = accepted_now(case)
    if not all(now.holds(change) for change in changes):
        raise NotPossible(
            _(
                "The case says something else now than when these changes were proposed. Set them "
                "aside, and take the case up again."
            )
        )
    before = is_confirmed(case)
    changed_texts = correct_texts(case, texts)
    case.save(update_fields=["compiled"])
    changed = apply_changes(case, changes, decision)
    if is_compiled(case):
        assert decision.actor is not None
        forget_findings(case, changed_texts | changed, by=decision.actor, was_confirmed=before)
    return changed


def _people(case: Case) -> dict[str, int]:
    return {str(victim.uid): victim.pk for victim in case.victims.all()}


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
