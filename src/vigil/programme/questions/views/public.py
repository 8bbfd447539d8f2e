"""What participants see: the page of questions of a session, and its parts on the stream page.

The parts are parts of the same page, asked for with `only`: `panel` is the form with the list,
`list` is what is asked for again every some seconds. No cache keeps any of it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vigil.programme.models import Question, Session
from vigil.programme.questions.forms import AskForm
from vigil.programme.questions.queries import list_for, public_session
from vigil.programme.questions.rules import (
    Participant,
    closes_at,
    decide_asking,
    is_open_to_all,
    is_under_way,
    participant_of,
    removed_at,
    takes_questions,
)
from vigil.programme.questions.verbs.asking import (
    MOST,
    TooManyQuestions,
    ask_question,
    take_back,
    vote,
)
from vigil.programme.registrations.views.entry_pass import registration_of_browser
from vigil.programme.streams.admission import AdmissionAnswer
from vigil.trust.access.errors import NotPossible
from vigil.trust.public_forms.network_address import network_address

CONFLICT, REFUSED, MANY = 409, 422, 429
PARTS: Final = {"list": "_list.html", "panel": "_panel.html"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Show the questions of a session to who may ask there, or do what they send."""
    found, now = public_session(slug, session), timezone.now()
    registration = registration_of_browser(request, found)
    answer = decide_asking(registration, found, now)
    if answer != AdmissionAnswer.ENTER:
        return _kept_out(request, found, answer)
    page = _Page(request, found, participant_of(registration, found))
    return page.done() if request.method == "POST" else page.shown()


@dataclass(frozen=True)
class _Page:
    """The page for one participant."""

    request: HttpRequest
    session: Session
    participant: Participant

    def done(self) -> HttpResponse:
        """Do what was sent; show what was typed again where it is refused."""
        act = self.request.POST.get("act", "")
        if act == "ask":
            return self._asked()
        row = self._question()
        try:
            if row is None:
                raise NotPossible(_("This question is no longer here."))
            if act == "take_back":
                take_back(row, self.participant)
            else:
                vote(row, self.participant, wanted=act == "vote")
        except NotPossible as error:
            return self.shown(CONFLICT, problem=str(error))
        return self._again()

    def _asked(self) -> HttpResponse:
        form = AskForm(self.session, self.request.POST)
        if not takes_questions(self.session):
            form.add_error(None, _("Questions are closed. What you wrote is still here."))
            return self.shown(CONFLICT, form=form)
        if not form.is_valid():
            return self.shown(REFUSED, form=form)
        network = network_address(self.request)
        try:
            ask_question(self.session, self.participant, network=network, **form.cleaned_data)
        except TooManyQuestions as error:
            form.add_error(None, str(error))
            return self.shown(MANY, form=form)
        except NotPossible as error:
            form.add_error(None, str(error))
            return self.shown(CONFLICT, form=form)
        return self._again(sent=True)

    def _question(self) -> Question | None:
        uid = self.request.POST.get("question", "")
        return Question.objects.filter(session=self.session, uid=uid).first()

    def _again(self, *, sent: bool = False) -> HttpResponse:
        """Show the part that was asked for; without a script, the page anew."""
        if _part(self.request):
            return self.shown(sent=sent)
        address = reverse("programme:questions", args=[self.session.event.slug, self.session.slug])
        return redirect(f"{address}?sent=1" if sent else f"{address}#questions")

    def shown(
        self,
        status: int = 200,
        *,
        form: AskForm | None = None,
        problem: str = "",
        sent: bool = False,
    ) -> HttpResponse:
        """Return the page, or a part of it."""
        part = _part(self.request)
        context: dict[str, Any] = {
            **_frame(self.session),
            "takes": takes_questions(self.session),
            "reads": is_under_way(self.session),
            "over": timezone.now() >= closes_at(self.session),
            "told": list_for(self.session, self.participant),
            "votes": self.participant.can_vote,
            "to_all": is_open_to_all(self.session),
            "problem": problem,
            "sent": sent or "sent" in self.request.GET,
        }
        if part == "list":
            return render(self.request, _template("_list.html"), context, status=status)
        context |= {
            "form": form or AskForm(self.session),
            "removed_at": removed_at(self.session),
            "most": MOST,
        }
        template = PARTS.get(part, "questions.html")
        return render(self.request, _template(template), context, status=status)


def _kept_out(request: HttpRequest, session: Session, answer: AdmissionAnswer) -> HttpResponse:
    context = {**_frame(session), "answer": answer}
    template = "_kept_out.html" if _part(request) else "kept_out.html"
    return render(request, _template(template), context, status=answer.status)


def _part(request: HttpRequest) -> str:
    """Return which part of the page a script asks for; empty: the whole page."""
    sent = request.POST if request.method == "POST" else request.GET
    part = sent.get("only", "")
    return part if part in PARTS else ""


def _frame(session: Session) -> dict[str, Any]:
    return {
        "session": session,
        "event": session.event,
        "address": reverse("programme:questions", args=[session.event.slug, session.slug]),
    }


def _template(name: str) -> str:
    return f"programme/questions/{name}"
