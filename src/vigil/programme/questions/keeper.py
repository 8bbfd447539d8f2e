"""What questions hold of people, and what a withdrawal does with it."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vigil.programme.models import Question
from vigil.programme.questions.digests import name_digest
from vigil.programme.questions.rules import QUESTION
from vigil.programme.questions.verbs.common import VISIBLE, put_down, shred_name
from vigil.trust.decisions.verbs import record
from vigil.trust.models import User, Withdrawal
from vigil.trust.rooms.keepers import Holding, WithdrawalAct
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.names_in_texts import says, that_say


class QuestionKeeper:
    """Answers for questions that say a name, or were asked under one. A withdrawal hides them."""

    room = "questions"
    label = gettext_lazy("Questions from participants")
    models = frozenset(
        {"programme.Question", "programme.QuestionVote", "programme.SessionQuestions"}
    )

    def find(self, names: Sequence[str]) -> list[Holding]:
        """Return questions that contain a name, were asked under it, or have such an id."""
        rows = Question.objects.all()
        found = Q(pk__in=that_say(rows, ("text", "name"), names).values("pk"))
        found |= Q(uid__in=list(names))
        if rows.exclude(name_digest="").exists():
            found |= Q(name_digest__in=[name_digest(name) for name in names])
        return [_holding(row) for row in rows.filter(found).select_related("session")]

    def withdraw(self, holding: Holding, act: WithdrawalAct) -> str:
        """Take a question down. A name that was left for hosts alone is removed for good."""
        question = Question.objects.select_for_update().get(uid=holding.key)
        question.withdrawals = sorted({*question.withdrawals, act.withdrawal.pk})
        if question.name_digest:
            shred_name(question, why=act.withdrawal.why)
            question.name_digest = ""
        question.save(update_fields=["withdrawals", "name_digest"])
        put_down(question)
        why = act.withdrawal.why
        record("take_question_down", QUESTION, question.uid, by=act.by, why=why)
        return _("the question is not shown any more; a name left for hosts was removed")

    def lift(self, withdrawal: Withdrawal, by: User) -> list[str]:
        """Show again what this withdrawal took down, if it was shown."""
        done = []
        for question in Question.objects.select_for_update().exclude(withdrawals=[]):
            if withdrawal.pk not in question.withdrawals:
                continue
            question.withdrawals = [pk for pk in question.withdrawals if pk != withdrawal.pk]
            question.save(update_fields=["withdrawals"])
            why = withdrawal.lift_why
            record("show_question_again", QUESTION, question.uid, by=by, why=why)
            done.append(_("the question is shown again, if it was shown"))
        return done

    def still_shows(self, names: Sequence[str]) -> list[str]:
        """Return how many questions still say the name to participants."""
        rows = Question.objects.filter(state__in=VISIBLE, merged_into=None, withdrawals=[])
        n = sum(says(texts, names) for texts in rows.values_list("text", "name"))
        if not n:
            return []
        told = ngettext(
            "%(n)d question of a participant still says the name.",
            "%(n)d questions of participants still say the name.",
            n,
        )
        return [told % {"n": n}]


def _holding(question: Question) -> Holding:
    """Offer a question ticked, also where it is down already: who asks may change their mind."""
    return Holding(
        kind=QUESTION,
        key=question.uid,
        label=f"{question.session}: {question.text[:120]}",
        what=_("Nobody would see the question. A name left for hosts would be removed for good."),
    )


LOG: Final = LogWords(
    verbs={
        "show_question_again": pgettext_lazy("decision", "show a question again"),
        "take_question_down": pgettext_lazy("decision", "take a question down"),
    },
)
