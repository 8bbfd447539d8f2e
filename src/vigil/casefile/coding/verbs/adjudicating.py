"""Adjudicate: propose the values to accept. A second person verifies them (`verifying`)."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.compiled_texts import require_fit_texts
from vigil.casefile.cases.decisions import record_on_case
from vigil.casefile.cases.locks import locked
from vigil.casefile.coding.checks import InvalidCoding, Values, check
from vigil.casefile.coding.comparing import compare_codings
from vigil.casefile.coding.public_texts import names_in_public_texts
from vigil.casefile.coding.queries import is_adjudicated, waiting_adjudication
from vigil.casefile.models import Adjudication, Case, Origin, Stage
from vigil.reading import codebook
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def adjudicate(
    case: Case,
    values: Values,
    reasons: Mapping[str, str],
    no_value: Mapping[str, str] | None = None,
    *,
    by: User,
) -> Adjudication:
    """Propose the values to accept. They count once a second person has verified them.

    `no_value` says why a field has none (`NoValue`), also one that the codebook requires.
    `values["texts"]` may hold new texts of a compiled case (`cases.compiled_texts`). Raises
    NotAllowed, NotPossible (not coded twice; no reason for a field in which the codings differ; no
    such text; somebody else's changes wait), InvalidCoding, Unfit (a text with a withheld name).
    """
    case = locked(case)
    require(by, "casefile.adjudicate", case)
    require_no_changes_of_others(case, by)
    if case.stage not in (Stage.CODED, Stage.VERIFIED):
        raise NotPossible(_("Two people code a case before it is adjudicated."))
    details = {name: {"empty": why} for name, why in (no_value or {}).items()}
    problems = check(values, codebook.current().version, details)
    problems += names_in_public_texts(case, values, codebook.current())
    if problems:
        raise InvalidCoding(problems)
    require_fit_texts(case, values.get("texts") or {})
    if case.origin not in (Origin.COMPILED, Origin.IMPORTED):
        _require_reasons(case, reasons)
    case.adjudications.filter(verified_at=None, replaced_at=None).update(replaced_at=timezone.now())
    adjudication = Adjudication.objects.create(
        case=case,
        by=by,
        codebook_version=codebook.current().version,
        values=values,
        reasons=dict(reasons),
        no_value=dict(no_value or {}),
    )
    record_on_case("adjudicate", case, by=by, after={"adjudication": adjudication.pk})
    return adjudication


def require_no_changes_of_others(case: Case, by: User) -> None:
    """Raise NotPossible if changes that somebody else proposed wait for a second person."""
    waiting = waiting_adjudication(case)
    if waiting is not None and waiting.taken_up and waiting.by_id != by.pk:
        raise NotPossible(
            _(
                "%(who)s proposed changes to this case on %(day)s, and they wait for a second "
                "person. Verify them or set them aside first. Nothing you typed is lost."
            )
            % {"who": waiting.by, "day": date_format(waiting.at)}
        )


def require_not_adjudicated(case: Case, version: str) -> None:
    """Raise NotPossible if somebody adjudicated the case under that version of the codebook."""
    if is_adjudicated(case, version):
        raise NotPossible(_("This case is adjudicated: a coding now would not be independent."))


def _require_reasons(case: Case, reasons: Mapping[str, str]) -> None:
    for difference in compare_codings(case):
        name = difference.name
        if not difference.agree and not reasons.get(name, "").strip():
            raise NotPossible(
                _("The codings differ in %(name)s: say by which rule or reason you chose.")
                % {"name": name}
            )


LOG: Final = LogWords(
    verbs={
        "adjudicate": pgettext_lazy("decision", "adjudicate"),
    },
    parts={
        "adjudication": pgettext_lazy("decision", "adjudication"),
    },
)
