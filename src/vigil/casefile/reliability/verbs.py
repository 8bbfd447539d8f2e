"""Mark gold cases, and put coders into training."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.verbs.drafts import starting_values
from vigil.casefile.models import Case, CoderTraining, GoldCase, Stage
from vigil.casefile.reliability.queries import gold_of, training_of
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def mark_gold(case: Case, *, by: User, why: str) -> GoldCase:
    """Mark a verified case as gold, with the values that are accepted now.

    The decision is not in the history of the case, which coders read. Raises NotAllowed,
    NotPossible (not verified, gold already, no reason).
    """
    require(by, "casefile.mark_gold", case)
    case = locked(case)
    if case.stage != Stage.VERIFIED or case.superseded_by_id:
        raise NotPossible(_("A gold case is a verified one: its values must be decided."))
    if gold_of(case) is not None:
        raise NotPossible(_("This case is gold already."))
    if not why.strip():
        raise NotPossible(_("State why this case is a good measure."))
    gold = GoldCase.objects.create(
        case=case,
        codebook_version=codebook.current().version,
        values=starting_values(case),
        reasons=_reasons(case),
        marked_by=by,
    )
    record("mark_gold", "gold_case", str(case.pk), by=by, why=why)
    return gold


@verb
def unmark_gold(gold: GoldCase, *, by: User) -> None:
    """End that a case is gold. What was measured against it stays.

    Raises NotAllowed, NotPossible.
    """
    require(by, "casefile.mark_gold", gold.case)
    gold = GoldCase.objects.select_for_update().get(pk=gold.pk)
    if gold.ended_at is not None:
        raise NotPossible(_("This case is not gold any more."))
    gold.ended_at, gold.ended_by = timezone.now(), by
    gold.save(update_fields=["ended_at", "ended_by"])
    record("unmark_gold", "gold_case", str(gold.case_id), by=by)


@verb
def start_training(coder: User, *, by: User) -> CoderTraining:
    """Put a coder into training: until it ends they code gold cases, and no case for the record.

    Raises NotAllowed, NotPossible (no coder, in training already).
    """
    require(by, "casefile.train_coder")
    User.objects.select_for_update().get(pk=coder.pk)
    if not coder.is_active or not coder.has_perm("casefile.add_report"):
        raise NotPossible(_("Only somebody with the role of a coder is trained."))
    if training_of(coder) is not None:
        raise NotPossible(_("%(person)s is in training already.") % {"person": coder})
    training = CoderTraining.objects.create(coder=coder, started_by=by)
    record("start_training", "person", str(coder.pk), by=by)
    return training


@verb
def end_training(training: CoderTraining, *, by: User) -> None:
    """End a training: the coder codes for the record from now on.

    Raises NotAllowed, NotPossible (ended already; one's own).
    """
    require(by, "casefile.train_coder")
    training = CoderTraining.objects.select_for_update().get(pk=training.pk)
    if training.ended_at is not None:
        raise NotPossible(_("This training has ended already."))
    if training.coder_id == by.pk:
        raise NotPossible(_("Somebody else ends your training."))
    training.ended_at, training.ended_by = timezone.now(), by
    training.save(update_fields=["ended_at", "ended_by"])
    record("end_training", "person", str(training.coder_id), by=by)


def _reasons(case: Case) -> dict[str, str]:
    rows = case.accepted.exclude(reason="").select_related("victim")
    return {
        row.field if row.victim is None else f"{row.victim.position}/{row.field}": row.reason
        for row in rows
    }


LOG: Final = LogWords(
    verbs={
        "end_training": pgettext_lazy("decision", "end the training"),
        "mark_gold": pgettext_lazy("decision", "mark as gold"),
        "start_training": pgettext_lazy("decision", "start the training"),
        "unmark_gold": pgettext_lazy("decision", "end that a case is gold"),
    },
    kinds={
        "gold_case": pgettext_lazy("decision", "gold case"),
    },
)
