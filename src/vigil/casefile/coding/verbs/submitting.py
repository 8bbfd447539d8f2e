"""Submit a coding. With the last one that the house asks for, the case counts as coded."""

from typing import Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.checks import InvalidCoding, Values, check, check_details
from vigil.casefile.coding.details import Details, anchored_details, reasons_for_no_value
from vigil.casefile.coding.public_texts import names_in_public_texts
from vigil.casefile.coding.queries import submitted, texts_of_reports
from vigil.casefile.coding.verbs.adjudicating import require_not_adjudicated
from vigil.casefile.coding.verbs.drafts import IN_TRAINING, own_draft
from vigil.casefile.house_rules.verbs import asked_after
from vigil.casefile.models import Adjudication, Case, Coding, Purpose, Stage
from vigil.casefile.reliability.queries import training_of
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.people.duplicate_accounts import require_two_people
from vigil.trust.rooms.log_words import LogWords


@verb
def submit_coding(
    coding: Coding, values: Values, note_: str = "", details: Details | None = None, *, by: User
) -> Coding:
    """Submit a coding. When a second coder submits, the case counts as coded.

    Where the rules of the house ask for one coding (`house_rules`), it waits for a second person to
    verify it, as an adjudication does. One in training, or measured against a gold case, is none of
    them. Raises NotAllowed, NotPossible, InvalidCoding, NeedsSecondPerson (the other coder seems to
    be the same person).
    """
    case = locked(coding.case)  # before the coding, in the same order as `keep_draft`
    coding = own_draft(coding, by)
    for_record = coding.purpose == Purpose.RECORD
    if for_record:
        require_not_adjudicated(case, coding.codebook_version)
        if training_of(by) is not None:
            raise NotPossible(IN_TRAINING)
    texts = texts_of_reports(case) if details else {}
    stated = anchored_details(details or {}, texts)
    problems = check(values, coding.codebook_version, stated)
    problems += check_details(stated, coding.codebook_version, texts)
    problems += names_in_public_texts(case, values, codebook.load(coding.codebook_version))
    if problems:
        raise InvalidCoding(problems)
    for other in submitted(case) if for_record else ():
        require_two_people(other.coder, by)
    coding.values, coding.details, coding.note = values, stated, note_
    coding.submitted_at = timezone.now()
    coding.save()
    # Without the note: the other coder reads decisions, and must not see anything of it yet.
    record_on_case("submit_coding", case, by=by, after={"codebook": coding.codebook_version})
    if for_record and case.stage == Stage.OPEN:
        _count_codings(case, coding, by)
    return coding


def _count_codings(case: Case, coding: Coding, by: User) -> None:
    """Take a case on once as many people have coded it as the rules of the house ask for."""
    asked = asked_after(coding)
    coders = set(submitted(case).values_list("coder_id", flat=True))
    if len(coders) < asked.codings:
        return
    case.stage = Stage.CODED
    case.save()
    before, after = {"stage": Stage.OPEN}, {"stage": Stage.CODED}
    if asked.twice or len(coders) > 1:
        record_on_case("coded", case, by=by, before=before, after=after)
        return
    only = Adjudication.objects.create(
        case=case,
        by=by,
        codebook_version=coding.codebook_version,
        values=coding.values,
        no_value=reasons_for_no_value(coding.details),
        single=True,
    )
    told = {**after, "adjudication": only.pk}
    record_on_case("coded_once", case, by=by, before=before, after=told)


LOG: Final = LogWords(
    verbs={
        "coded": pgettext_lazy("decision", "coded twice"),
        "coded_once": pgettext_lazy("decision", "coded by one person, as the house asks"),
        "submit_coding": pgettext_lazy("decision", "hand in a coding"),
    },
    parts={
        "codebook": pgettext_lazy("decision", "codebook"),
    },
)
