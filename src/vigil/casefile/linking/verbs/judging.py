"""Judge whether two accounts describe one attack. Proposals of the machine respect judgements."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.casefile.cases.changes import verb
from vigil.casefile.cases.edit_conflicts import require_unchanged
from vigil.casefile.cases.locks import locked_both
from vigil.casefile.models import Account, Case, CaseAccount, CaseDoubt, Judgement
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords


@verb
def judge(a: Account, b: Account, verdict: str, *, by: User, why: str = "") -> Judgement:
    """Judge whether two accounts describe the same attack. An earlier judgement on them is revoked.

    Raises NotAllowed, NotPossible (one account twice; an unknown verdict).
    """
    _require_reach(by, a, b)
    if a.pk == b.pk:
        raise NotPossible(_("Choose two different accounts."))
    if verdict not in Judgement.Verdict.values:
        raise NotPossible(_("There is no verdict called “%(verdict)s”.") % {"verdict": verdict})
    first, second = sorted((a, b), key=lambda account: account.key)
    # Two people may judge one pair at once: the second waits, and revokes the first judgement.
    list(Account.objects.select_for_update().filter(pk__in=[a.pk, b.pk]).order_by("pk"))
    before = Judgement.objects.filter(a=first, b=second, revoked_at=None).first()
    if before is not None:
        _revoke(before, by)
    judgement = Judgement.objects.create(a=first, b=second, verdict=verdict, by=by, why=why)
    record(
        "judge",
        "pair",
        f"{first.key} {second.key}",
        by=by,
        before={"verdict": before.verdict} if before else {},
        after={"verdict": verdict},
        why=why,
    )
    return judgement


@verb
def revoke(judgement: Judgement, *, by: User, why: str = "") -> Judgement:
    """Revoke a judgement. Raises NotAllowed, NotPossible (revoked already)."""
    _require_reach(by, judgement.a, judgement.b)
    judgement = Judgement.objects.select_for_update().get(pk=judgement.pk)
    if judgement.revoked_at is not None:
        raise NotPossible(_("This judgement was taken back already."))
    _revoke(judgement, by)
    record(
        "revoke_judgement",
        "pair",
        f"{judgement.a.key} {judgement.b.key}",
        by=by,
        before={"verdict": judgement.verdict},
        why=why,
    )
    return judgement


def judge_apart(account: Account, case: Case, *, by: User, why: str = "") -> None:
    """Judge `account` different from every account of `case`. Call inside a transaction."""
    others = Account.objects.filter(membership__case=case, membership__suggested=False)
    for other in others.exclude(pk=account.pk):
        judge(account, other, Judgement.Verdict.DIFFERENT, by=by, why=why)


@verb
def set_apart(case: Case, other: Case, *, by: User, why: str = "") -> None:
    """Judge that two cases, of which one is a candidate, are different attacks.

    Every account of one is judged different from every account of the other, so that no run joins
    them, and the machine's doubt on the two is gone. Raises NotAllowed, NotPossible (one case
    twice; gone or merged meanwhile).
    """
    case, other = locked_both(case, other)
    if case.pk == other.pk:
        raise NotPossible(_("Choose two different cases."))
    for account in Account.objects.filter(membership__case=case, membership__suggested=False):
        judge_apart(account, other, by=by, why=why)
    first, second = sorted((case.pk, other.pk))
    CaseDoubt.objects.filter(case=first, other=second).delete()


def _require_reach(by: User, *accounts: Account) -> None:
    require(by, "casefile.judge")
    held = CaseAccount.objects.filter(account__in=accounts).values("case")
    for case in Case.objects.select_for_update().filter(pk__in=held).order_by("pk"):
        require_unchanged(case)
        require(by, "casefile.judge", case)


def _revoke(judgement: Judgement, by: User) -> None:
    judgement.revoked_at = timezone.now()
    judgement.revoked_by = by
    judgement.save(update_fields=["revoked_at", "revoked_by"])


LOG: Final = LogWords(
    verbs={
        "judge": pgettext_lazy("decision", "judge two reports"),
        "revoke_judgement": pgettext_lazy("decision", "take a judgement back"),
    },
    kinds={
        "pair": pgettext_lazy("decision", "pair of reports"),
    },
    parts={
        "verdict": pgettext_lazy("decision", "verdict"),
    },
    codes={
        "verdict": dict(Judgement.Verdict.choices),
    },
)
