"""What can be done with a case at the desk: one table, from which addresses and forms are made.

Every act calls a verb of the case file, which decides whether it may be done; `offered` and
`permission` only keep the screen from offering what would be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vigil.casefile.cases import queries
from vigil.casefile.cases.verbs import merging_and_splitting
from vigil.casefile.cases.verbs import opening_and_publishing as cases
from vigil.casefile.coding import verbs as coding
from vigil.casefile.linking.verbs import judging
from vigil.casefile.matches import queries as match_queries
from vigil.casefile.matches import verbs as match_verbs
from vigil.casefile.models import Account, Case, Judgement, Stage, Visibility
from vigil.casefile.people import verbs as people
from vigil.desk.cases import forms
from vigil.desk.matches import panel as match_panel
from vigil.desk.people import forms as people_forms
from vigil.desk.screens.acts import WAITS
from vigil.trust.models import Consent, Decision, User

Data = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What to tell the person, and which case to show next (None: the next of the queue)."""

    sentence: str
    show: Case | None


@dataclass(frozen=True)
class Act:
    """One thing that can be done with a case."""

    name: str
    label: str | Promise
    permission: str
    form: type[forms.ActForm]
    run: Callable[[Case, Data, User], Done]
    offered: Callable[[Case, list[Account]], bool]


def _stage(*stages: Stage) -> Callable[[Case, list[Account]], bool]:
    return lambda case, accounts: not case.superseded_by_id and case.stage in stages


def _standing(case: Case, accounts: list[Account]) -> bool:
    return not case.superseded_by_id


def _in_force(case: Case, accounts: list[Account]) -> bool:
    return not case.superseded_by_id and case.stage != Stage.REJECTED


def _in_hand(case: Case, accounts: list[Account]) -> bool:
    return _in_force(case, accounts) and case.stage != Stage.CANDIDATE


def _has_account(case: Case, accounts: list[Account]) -> bool:
    return _in_force(case, accounts) and any(not a.membership.suggested for a in accounts)


def _has_two(case: Case, accounts: list[Account]) -> bool:
    inside = [account for account in accounts if not account.membership.suggested]
    return _in_force(case, accounts) and len(inside) > 1


def _accept(case: Case, data: Data, by: User) -> Done:
    opened = cases.open_case(case, by=by, why=data["why"])
    said = gettext("Accepted as %(id)s.") % {"id": opened.public_id}
    return Done(match_panel.with_note_if_known(said, opened), opened)


def _reject(case: Case, data: Data, by: User) -> Done:
    queued = case.stage == Stage.CANDIDATE
    rejected = cases.reject_case(case, by=by, why=data["why"])
    sentence = gettext("“%(title)s” is marked as not a case.") % {"title": rejected.title}
    return Done(sentence, None if queued else rejected)


def _reopen(case: Case, data: Data, by: User) -> Done:
    return Done(gettext("Taken up again."), cases.reopen_case(case, by=by, why=data["why"]))


def _merge(case: Case, data: Data, by: User) -> Done:
    other: Case = data["pick"]
    keep, absorb = (other, case) if data["keep"] == "other" else (case, other)
    merging_and_splitting.merge_cases(keep, absorb, by=by, why=data["why"])
    keep.refresh_from_db()
    sentence = gettext("Merged. %(id)s stays; this can be undone below.")
    return Done(sentence % {"id": keep.public_id}, keep)


def _split(case: Case, data: Data, by: User) -> Done:
    decision = merging_and_splitting.split_case(case, data["chosen"], by=by, why=data["why"])
    sentence = gettext("Split. The other attack is now %(id)s; this can be undone below.")
    return Done(sentence % {"id": decision.after["new"]}, case)


def _move(case: Case, data: Data, by: User) -> Done:
    merging_and_splitting.move_account(data["account"], data["pick"], by=by, why=data["why"])
    sentence = gettext("Moved to %(case)s.") % {"case": forms.describe(data["pick"])}
    still = Case.objects.filter(pk=case.pk).first()
    return Done(sentence, still or data["pick"])


def _confirm(case: Case, data: Data, by: User) -> Done:
    merging_and_splitting.confirm_suggestion(data["account"], by=by, why=data["why"])
    return Done(gettext("The report is now in this case."), case)


def _dismiss(case: Case, data: Data, by: User) -> Done:
    merging_and_splitting.dismiss_suggestion(data["account"], by=by, why=data["why"])
    return Done(
        gettext("The report is not of this case; the machine will not suggest it again."), case
    )


def _judge(case: Case, data: Data, by: User) -> Done:
    judging.judge(data["a"], data["b"], data["verdict"], by=by, why=data["why"])
    return Done(gettext("Your judgement holds from the next machine run on."), case)


def _revoke(case: Case, data: Data, by: User) -> Done:
    judgement = get_object_or_404(Judgement, pk=data["one"], a__membership__case=case)
    judging.revoke(judgement, by=by, why=data["why"])
    return Done(gettext("The judgement is taken back."), case)


def _match(case: Case, data: Data, by: User) -> Done:
    told = {"by": by, "why": data["why"], "probability": data["probability"]}
    if data["listed"]:
        match_verbs.match_listed(case, data["listed"], data["verdict"], **told)
    else:
        match_verbs.keep_apart(case, data["other"], **told)
    return Done(gettext("It is recorded; it can be taken back below."), case)


def _unmatch(case: Case, data: Data, by: User) -> Done:
    match = get_object_or_404(match_queries.judged(case), pk=data["one"])
    match_verbs.unmatch(match, by=by, why=data["why"])
    return Done(gettext("Taken back."), case)


def _undo(case: Case, data: Data, by: User) -> Done:
    decision: Decision = get_object_or_404(queries.decisions_of(case), pk=data["one"])
    merging_and_splitting.undo(decision, by=by, why=data["why"])
    return Done(gettext("Taken back."), case)


def _contest(case: Case, data: Data, by: User) -> Done:
    contested = data["contested"] == "yes"
    cases.set_contested(case, contested, by=by, why=data["why"])
    return Done(
        gettext("Marked as contested.") if contested else gettext("The mark is gone."), case
    )


def _relate(case: Case, data: Data, by: User) -> Done:
    cases.relate_cases(case, data["pick"], data["kind"], by=by, why=data["why"])
    return Done(gettext("The relation is recorded."), case)


def _verify(case: Case, data: Data, by: User) -> Done:
    adjudication = get_object_or_404(case.adjudications, pk=data["one"])
    coding.verify(adjudication, by=by, why=data["why"])
    return Done(gettext("Verified."), case)


def _publish(case: Case, data: Data, by: User) -> Done:
    if case.visibility == Visibility.WITHDRAWN:
        cases.ask_to_publish_again(case, by=by, why=data["why"])
        return Done(str(WAITS), case)
    published = cases.publish_case(case, by=by, why=data["why"])
    return Done(gettext("%(id)s is public now.") % {"id": published.public_id}, case)


def _withdraw(case: Case, data: Data, by: User) -> Done:
    cases.withdraw_case(case, by=by, why=data["why"])
    return Done(gettext("Withdrawn from the public."), case)


def _agree(case: Case, data: Data, by: User) -> Done:
    terms = {name: data[name] for name in ("given_by", "given_how", "given_on", "until")}
    people.ask_to_name(data["person"], by=by, evidence=data["evidence"], why=data["why"], **terms)
    return Done(str(WAITS), case)


def _end_agreement(case: Case, data: Data, by: User) -> Done:
    consent = get_object_or_404(Consent, pk=data["one"])
    people.end_agreement(data["person"], consent, by=by, why=data["why"])
    return Done(gettext("The agreement has ended."), case)


def _protect(case: Case, data: Data, by: User) -> Done:
    if people.shows_more(data["person"], data["level"]):
        people.ask_to_protect_less(data["person"], data["level"], by=by, why=data["why"])
        return Done(str(WAITS), case)
    people.protect(data["person"], data["level"], by=by, why=data["why"])
    return Done(gettext("The protection is set."), case)


def _may_name(case: Case, accounts: list[Account]) -> bool:
    return _in_hand(case, accounts) and case.victims.exists()


def _may_protect(case: Case, accounts: list[Account]) -> bool:
    return _has_people(case, accounts) and case.stage != Stage.CANDIDATE


def _has_people(case: Case, accounts: list[Account]) -> bool:
    return _standing(case, accounts) and case.victims.exists()


def _can_publish(case: Case, accounts: list[Account]) -> bool:
    verified = _stage(Stage.VERIFIED)(case, accounts)
    return verified and case.visibility != Visibility.PUBLISHED


def _is_public(case: Case, accounts: list[Account]) -> bool:
    return not case.superseded_by_id and case.visibility == Visibility.PUBLISHED


ACTS = {
    act.name: act
    for act in (
        Act(
            "accept",
            _("Accept"),
            "casefile.open_case",
            forms.OptionalReasonForm,
            _accept,
            _stage(Stage.CANDIDATE),
        ),
        Act(
            "reject",
            _("Not a case"),
            "casefile.reject_case",
            forms.ReasonForm,
            _reject,
            _stage(Stage.CANDIDATE, Stage.OPEN),
        ),
        Act(
            "reopen",
            _("Take up again"),
            "casefile.open_case",
            forms.ReasonForm,
            _reopen,
            _stage(Stage.REJECTED),
        ),
        Act("merge", _("Merge"), "casefile.merge_cases", forms.MergeForm, _merge, _in_force),
        Act("split", _("Split"), "casefile.split_case", forms.SplitForm, _split, _has_two),
        Act(
            "move", _("Move a report"), "casefile.move_account", forms.MoveForm, _move, _has_account
        ),
        Act(
            "confirm",
            _("Belongs here"),
            "casefile.move_account",
            forms.SuggestionForm,
            _confirm,
            _in_force,
        ),
        Act(
            "dismiss",
            _("Another attack"),
            "casefile.judge",
            forms.SuggestionForm,
            _dismiss,
            _in_force,
        ),
        Act(
            "judge",
            _("Judge two reports"),
            "casefile.judge",
            forms.JudgeForm,
            _judge,
            lambda case, accounts: _standing(case, accounts) and len(accounts) > 1,
        ),
        Act("revoke", _("Take back"), "casefile.judge", forms.NumberedItemForm, _revoke, _standing),
        Act(
            "match",
            _("Match"),
            "casefile.match_case",
            match_panel.MatchForm,
            _match,
            _in_hand,
        ),
        Act(
            "unmatch",
            _("Take back"),
            "casefile.match_case",
            forms.NumberedItemForm,
            _unmatch,
            _standing,
        ),
        Act("undo", _("Undo"), "casefile.undo", forms.NumberedItemForm, _undo, _standing),
        Act("contest", _("Contested"), "casefile.contest", forms.ContestForm, _contest, _in_hand),
        Act("relate", _("Relate"), "casefile.relate_cases", forms.RelateForm, _relate, _in_hand),
        Act(
            "verify",
            _("Verify"),
            "casefile.verify",
            forms.NumberedItemForm,
            _verify,
            _stage(Stage.CODED, Stage.VERIFIED),
        ),
        Act(
            "publish",
            _("Publish"),
            "casefile.publish",
            forms.OptionalReasonForm,
            _publish,
            _can_publish,
        ),
        Act(
            "withdraw", _("Withdraw"), "casefile.withdraw", forms.ReasonForm, _withdraw, _is_public
        ),
        Act(
            "agree",
            _("Record an agreement"),
            "casefile.name_people",
            people_forms.AgreeForm,
            _agree,
            _may_name,
        ),
        Act(
            "end_agreement",
            _("Taken back"),
            "casefile.unname_people",
            people_forms.EndAgreementForm,
            _end_agreement,
            _has_people,
        ),
        Act(
            "protect",
            _("Set the protection"),
            "casefile.unname_people",
            people_forms.ProtectForm,
            _protect,
            _may_protect,
        ),
    )
}


def allowed(case: Case, accounts: list[Account], by: User) -> set[str]:
    """Return the names of the acts that this person is offered on this case."""
    held = {p: by.has_perm(p, case) for p in {act.permission for act in ACTS.values()}}
    names = {
        name for name, act in ACTS.items() if held[act.permission] and act.offered(case, accounts)
    }
    return names - {"publish"} if "publish" in names and settled_themselves(case, by) else names


def settled_themselves(case: Case, by: User) -> bool:
    """Say whether somebody may not publish a case because they decided what it says."""
    return case.visibility == Visibility.INTERNAL and by.pk in cases.settled_by(case)
