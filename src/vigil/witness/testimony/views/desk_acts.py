"""What the desk can do with a testimony: the form, the verb and the sentence of each act."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.casefile.models import Case
from vigil.desk.screens.act import Act, Data
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.witness.models import Testimony
from vigil.witness.testimony.forms.desk import AnswerForm, PlaceForm, ReasonForm
from vigil.witness.testimony.verbs import answering


def prefixed(name: str) -> Callable[[Testimony, User], Mapping[str, Any]]:
    """Return the argument of a form whose fields are called by its act: several take a reason."""
    return lambda testimony, by: {"prefix": name}


def _open(testimony: Testimony, said: Data, by: User) -> dict[str, Any]:
    return {"opened": answering.open_testimony(testimony, by=by, why=said["why"])}


def _answer(testimony: Testimony, said: Data, by: User) -> None:
    answering.answer(testimony, said["text"], by=by)


def _place(testimony: Testimony, said: Data, by: User) -> None:
    case = Case.objects.filter(public_id=said["case"]).first()
    if case is None:
        raise NotPossible(_("No case has this number. Look it up in the list of cases."))
    answering.place(testimony, case, by=by, why=said["why"])


def _close(testimony: Testimony, said: Data, by: User) -> None:
    answering.close(testimony, by=by, why=said["why"])


def _destroy(testimony: Testimony, said: Data, by: User) -> None:
    answering.destroy(testimony, by=by, why=said["why"])


ACTS: Final[Mapping[str, Act[Testimony]]] = {
    "open": Act(form=ReasonForm, verb=_open, form_arguments=prefixed("open")),
    "answer": Act(
        form=AnswerForm,
        verb=_answer,
        done=gettext_lazy("The answer is saved. The sender reads it with the code."),
    ),
    "place": Act(
        form=PlaceForm,
        verb=_place,
        form_arguments=prefixed("place"),
        done=gettext_lazy("The testimony is part of the case now."),
    ),
    "close": Act(
        form=ReasonForm,
        verb=_close,
        form_arguments=prefixed("close"),
        done=gettext_lazy("Closed."),
    ),
    "destroy": Act(
        form=ReasonForm,
        verb=_destroy,
        form_arguments=prefixed("destroy"),
        done=gettext_lazy("Destroyed for good."),
    ),
}
