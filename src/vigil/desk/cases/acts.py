"""All acts on a case in one table, from which addresses and forms are made.

Each act calls a verb of the case file, which decides whether the act is allowed. `offered` and
`permission` only keep the screen from offering what the verb would refuse.
"""

from collections.abc import Callable
from typing import Final

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases import queries
from vigil.casefile.cases.edit_conflicts import only_if_unchanged
from vigil.casefile.cases.verbs import (
    contesting,
    merging,
    moving,
    opening,
    publishing,
    relating,
    splitting,
    suggestions,
    undoing,
)
from vigil.casefile.coding.verbs import taking_up
from vigil.casefile.linking.verbs import judging
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.matches import verbs as match_verbs
from vigil.casefile.models import Case, Judgement, Stage, Visibility
from vigil.casefile.reports.verbs import citing
from vigil.desk.cases import deciding_acts, forms, offers, people_acts, source_acts
from vigil.desk.cases.act_result import ActResult
from vigil.desk.cases.case_on_screen import CaseOnScreen
from vigil.desk.cases.source_form import SourceForm
from vigil.desk.matches import panel as match_panel
from vigil.desk.people import forms as people_forms
from vigil.desk.screens.act import Act, Data
from vigil.trust.models import Decision, User


def _accept(case: Case, data: Data, by: User) -> ActResult:
    opened = opening.open_case(case, by=by, why=data["why"])
    said = gettext("Accepted as %(id)s.") % {"id": opened.public_id}
    return ActResult(match_panel.with_note_if_known(said, opened), opened)


def _reject(case: Case, data: Data, by: User) -> ActResult:
    queued = case.stage == Stage.CANDIDATE
    rejected = opening.reject_case(
        case, by=by, reason=data["reason"], why=data["why"], duplicate_of=data["duplicate_of"]
    )
    other = data["duplicate_of"]
    if other is None:
        sentence = gettext("“%(title)s” is marked as not a case.") % {"title": rejected.title}
    else:
        sentence = gettext("“%(title)s” is marked as a duplicate of %(case)s.") % {
            "title": rejected.title,
            "case": other.public_id or f"case-{other.pk}",
        }
    return ActResult(sentence, None if queued else rejected)


def _reopen(case: Case, data: Data, by: User) -> ActResult:
    return ActResult(gettext("Taken up again."), opening.reopen_case(case, by=by, why=data["why"]))


def _merge(case: Case, data: Data, by: User) -> ActResult:
    other: Case = data["pick"]
    keep, absorb = (other, case) if data["keep"] == "other" else (case, other)
    merging.merge_cases(keep, absorb, by=by, why=data["why"])
    keep.refresh_from_db()
    sentence = gettext("Merged. %(id)s stays; this can be undone below.")
    return ActResult(sentence % {"id": keep.public_id}, keep)


def _split(case: Case, data: Data, by: User) -> ActResult:
    decision = splitting.split_case(case, data["chosen"], by=by, why=data["why"])
    sentence = gettext("Split. The other attack is now %(id)s; this can be undone below.")
    return ActResult(sentence % {"id": decision.after["new"]}, case)


def _move(case: Case, data: Data, by: User) -> ActResult:
    moving.move_account(data["account"], data["pick"], by=by, why=data["why"])
    sentence = gettext("Moved to %(case)s.") % {"case": forms.describe(data["pick"])}
    still = Case.objects.filter(pk=case.pk).first()
    return ActResult(sentence, still or data["pick"])


def _confirm(case: Case, data: Data, by: User) -> ActResult:
    suggestions.confirm_suggestion(data["account"], by=by, why=data["why"])
    return ActResult(gettext("The report is now in this case."), case)


def _dismiss(case: Case, data: Data, by: User) -> ActResult:
    suggestions.dismiss_suggestion(data["account"], by=by, why=data["why"])
    return ActResult(
        gettext("The report is not of this case; the machine will not suggest it again."), case
    )


def _judge(case: Case, data: Data, by: User) -> ActResult:
    judging.judge(data["a"], data["b"], data["verdict"], by=by, why=data["why"])
    return ActResult(gettext("Your judgement holds from the next machine run on."), case)


def _revoke(case: Case, data: Data, by: User) -> ActResult:
    judgement = get_object_or_404(Judgement, pk=data["one"], a__membership__case=case)
    judging.revoke(judgement, by=by, why=data["why"])
    return ActResult(gettext("The judgement is taken back."), case)


def _match(case: Case, data: Data, by: User) -> ActResult:
    told = {"by": by, "why": data["why"], "probability": data["probability"]}
    if data["listed"]:
        match_verbs.match_listed(case, data["listed"], data["verdict"], **told)
    else:
        match_verbs.keep_apart(case, data["other"], **told)
    return ActResult(gettext("It is recorded; it can be taken back below."), case)


def _unmatch(case: Case, data: Data, by: User) -> ActResult:
    match = get_object_or_404(match_queries.judgements_of(case), pk=data["one"])
    match_verbs.unmatch(match, by=by, why=data["why"])
    return ActResult(gettext("Taken back."), case)


def _undo(case: Case, data: Data, by: User) -> ActResult:
    decision: Decision = get_object_or_404(queries.decisions_of(case), pk=data["one"])
    undoing.undo(decision, by=by, why=data["why"])
    return ActResult(gettext("Taken back."), case)


def _contest(case: Case, data: Data, by: User) -> ActResult:
    contested = data["contested"] == "yes"
    contesting.set_contested(case, contested, by=by, why=data["why"])
    return ActResult(
        gettext("Marked as contested.") if contested else gettext("The mark is gone."), case
    )


def _relate(case: Case, data: Data, by: User) -> ActResult:
    relating.relate_cases(case, data["pick"], data["kind"], by=by, why=data["why"])
    return ActResult(gettext("The relation is recorded."), case)


def _act(
    name: str,
    label: str | Promise,
    permission: str,
    form: type[forms.ActForm],
    verb: Callable[[Case, Data, User], ActResult],
    offered: Callable[[CaseOnScreen], bool],
) -> tuple[str, Act[CaseOnScreen]]:
    """Return an act of the table. Its verb acts only on the case as the person saw it."""

    def verb_as_seen(shown: CaseOnScreen, data: Data, by: User) -> ActResult:
        with only_if_unchanged(shown.case, data["version"]):
            return verb(shown.case, data, by)

    return name, Act(
        label=label,
        permission=permission,
        about=lambda shown: shown.case,
        form=form,
        form_arguments=lambda shown, _by: {"shown": shown, "prefix": name},
        initial=lambda shown: {"version": shown.version},
        verb=verb_as_seen,
        done=lambda result: result.sentence,
        offered=offered,
    )


ACTS: Final = dict(
    (
        _act(
            "accept",
            _("Accept"),
            "casefile.open_case",
            forms.OptionalReasonForm,
            _accept,
            offers.stage(Stage.CANDIDATE),
        ),
        _act(
            "reject",
            _("Not a case"),
            "casefile.reject_case",
            forms.RejectForm,
            _reject,
            offers.stage(Stage.CANDIDATE, Stage.OPEN),
        ),
        _act(
            "reopen",
            _("Take up again"),
            "casefile.open_case",
            forms.ReasonForm,
            _reopen,
            offers.stage(Stage.REJECTED),
        ),
        _act(
            "merge",
            _("Merge"),
            "casefile.merge_cases",
            forms.MergeForm,
            _merge,
            offers.not_rejected,
        ),
        _act(
            "split",
            _("Split"),
            "casefile.split_case",
            forms.SplitForm,
            _split,
            offers.has_two_accounts,
        ),
        _act(
            "move",
            _("Move a report"),
            "casefile.move_account",
            forms.MoveForm,
            _move,
            offers.has_account,
        ),
        _act(
            "confirm",
            _("Belongs here"),
            "casefile.move_account",
            forms.SuggestionForm,
            _confirm,
            offers.not_rejected,
        ),
        _act(
            "dismiss",
            _("Another attack"),
            "casefile.judge",
            forms.SuggestionForm,
            _dismiss,
            offers.not_rejected,
        ),
        _act(
            "judge",
            _("Judge two reports"),
            "casefile.judge",
            forms.JudgeForm,
            _judge,
            offers.has_two_to_judge,
        ),
        _act(
            "revoke",
            _("Take back"),
            "casefile.judge",
            forms.NumberedItemForm,
            _revoke,
            offers.in_force,
        ),
        _act(
            "match",
            _("Match"),
            "casefile.match_case",
            match_panel.MatchForm,
            _match,
            offers.accepted,
        ),
        _act(
            "unmatch",
            _("Take back"),
            "casefile.match_case",
            forms.NumberedItemForm,
            _unmatch,
            offers.in_force,
        ),
        _act("undo", _("Undo"), "casefile.undo", forms.NumberedItemForm, _undo, offers.in_force),
        _act(
            "contest",
            _("Contested"),
            "casefile.contest",
            forms.ContestForm,
            _contest,
            offers.accepted,
        ),
        _act(
            "relate",
            _("Relate"),
            "casefile.relate_cases",
            forms.RelateForm,
            _relate,
            offers.accepted,
        ),
        _act(
            "add_source",
            _("Add source"),
            citing.ADD_SOURCE,
            SourceForm,
            source_acts.add_source,
            offers.has_values,
        ),
        _act(
            "remove_source",
            _("Remove source"),
            citing.ADD_SOURCE,
            forms.NumberedItemForm,
            source_acts.remove_source,
            offers.accepted,
        ),
        _act(
            "verify",
            _("Verify"),
            "casefile.verify",
            forms.NumberedItemForm,
            deciding_acts.verify,
            offers.stage(Stage.CODED, Stage.VERIFIED),
        ),
        _act(
            "set_aside",
            _("Set aside"),
            taking_up.SET_ASIDE,
            forms.SetAsideForm,
            deciding_acts.set_aside,
            offers.stage(Stage.CODED, Stage.VERIFIED),
        ),
        _act(
            "publish",
            _("Publish"),
            "casefile.publish",
            forms.OptionalReasonForm,
            deciding_acts.publish,
            offers.can_be_published,
        ),
        _act(
            "withdraw",
            _("Withdraw"),
            "casefile.withdraw",
            forms.ReasonForm,
            deciding_acts.withdraw,
            offers.is_public,
        ),
        _act(
            "agree",
            _("Record an agreement"),
            "casefile.name_people",
            people_forms.AgreeForm,
            people_acts.agree,
            offers.has_people_to_name,
        ),
        _act(
            "end_agreement",
            _("Taken back"),
            "casefile.unname_people",
            people_forms.EndAgreementForm,
            people_acts.end_agreement,
            offers.has_people,
        ),
        _act(
            "protect",
            _("Set the protection"),
            "casefile.unname_people",
            people_forms.ProtectForm,
            people_acts.protect,
            offers.has_people_to_protect,
        ),
        _act(
            "protect_source",
            _("Save what is hidden"),
            "casefile.protect_source",
            forms.ProtectSourceForm,
            source_acts.protect_source,
            offers.has_source,
        ),
    )
)


def allowed(shown: CaseOnScreen, by: User) -> set[str]:
    """Return the names of the acts that this person is offered on this case."""
    case = shown.case
    held = {p: by.has_perm(p, case) for p in {act.permission for act in ACTS.values()}}
    names = {name for name, act in ACTS.items() if held[act.permission] and act.offered(shown)}
    return names - {"publish"} if "publish" in names and decided_what_it_says(case, by) else names


def decided_what_it_says(case: Case, by: User) -> bool:
    """Return whether somebody may not publish a case because they decided what it says."""
    return case.visibility == Visibility.INTERNAL and by.pk in publishing.decided_by(case)
