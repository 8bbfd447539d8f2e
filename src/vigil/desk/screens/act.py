"""The one way from a form on a screen to a verb, and from there to an answer.

A screen lists its acts in a table of `Act`s. What is sent to it goes through `act_named` (the form
says which act it is, in `act`) or `perform` (the address says it). Both do the same:

1. Whoever may not is refused (403). Who must prove who they are is asked to.
2. A form that is not filled in rightly comes back as it was typed (422).
3. What a verb refuses comes back as it was typed, with the reason at its field (409, or 422 for
   the errors that the act calls `invalid`).
4. What was done is said in a sentence, and the next screen is asked for.

Where the act takes two people, the sentence says that a second one must confirm it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.decisions.verbs import require
from vigil.trust.models import Confirmation, User
from vigil.trust.sessions.recent_sign_in import require_recent
from vigil.trust.uploads.verbs.files import FileRefused

REFUSED: Final = 422
"""The form cannot be taken as it was sent."""
CONFLICT: Final = 409
"""The form is right, but the verb refuses: things are not as they were, or never allow it."""
NEEDS_SECOND: Final = gettext_lazy("A second person must confirm this. Nothing has changed yet.")
READ_AND_ACT: Final = ["GET", "HEAD", "POST"]
"""Methods of an address that shows a screen and takes its forms."""

type Data = dict[str, Any]
"""What a form read, by the names of its fields."""


def _nothing(*_args: object) -> Mapping[str, Any]:
    return {}


def _itself(item: Any) -> Any:
    return item


def _always(*_args: object) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Act[T]:
    """One thing that somebody does on a screen to a thing of type T.

    `verb` takes the thing, what the form read, and who acts. Its answer says what follows: a
    response is sent as it is; an address is where to go next; a mapping is shown at once on the
    screen (`ScreenState.revealed`), for what is shown once; a `Confirmation` waits for a second
    person; after anything else the screen is asked for again.
    """

    form: Callable[..., BaseForm]
    verb: Callable[[T, Data, User], object]
    label: str | Promise = ""
    """What stands on its button."""
    permission: str = ""
    """Who may, asked of the thing; none where the screen's own permission is enough."""
    about: Callable[[T], Any] = _itself
    """What the permission is asked of, where the thing is more than that."""
    done: str | Promise | Callable[[Any], str] = ""
    """The sentence when it is done, or what makes it of the verb's answer."""
    next: Callable[[T, Any], str] | None = None
    """Where to go next, of the thing and the verb's answer; None: what the screen says."""
    offered: Callable[[T], bool] = _always
    """Whether it makes sense for the thing as it is now. The verb decides in the end."""
    form_arguments: Callable[[T, User], Mapping[str, Any]] = _nothing
    """What the form must be given beside what was sent."""
    initial: Callable[[T], Mapping[str, Any]] = _nothing
    """What the form shows before anybody typed."""
    invalid: tuple[type[NotPossible], ...] = (FileRefused,)
    """Errors of the verb which mean that the form is wrong (422); others are conflicts (409)."""
    recent: bool = False
    """Whether whoever acts proves who they are, unless they did so a moment ago."""

    def allows(self, item: T, by: User) -> bool:
        """Say whether somebody is offered the act: they may, and it makes sense now."""
        may = not self.permission or by.has_perm(self.permission, self.about(item))
        return bool(may and self.offered(item))

    def blank(self, name: str, item: T, by: User) -> BaseForm:
        """Return its form as nobody has filled it in yet."""
        return self.form(
            auto_id=f"{name}-%s",
            initial=dict(self.initial(item)),
            **self.form_arguments(item, by),
        )


@dataclass(frozen=True)
class ScreenState:
    """How a screen is shown after something was sent: status, forms as typed, what is revealed."""

    status: int = 200
    forms: Mapping[str, BaseForm] = field(default_factory=dict)
    """Act -> its form as it was sent, with what is wrong."""
    revealed: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    """What is wrong, where no form can say it."""


type Show = Callable[[ScreenState], HttpResponseBase]
"""Draws a screen in a state."""


def act_named[T](
    request: HttpRequest, item: T, acts: Mapping[str, Act[T]], *, show: Show, back: str
) -> HttpResponseBase:
    """Do the act that a form names in its field `act`. `back` is the address of the screen."""
    name = request.POST.get("act", "")
    if name not in acts:
        return show(ScreenState(REFUSED, problem=_("There is nothing called so.")))
    return perform(request, item, name, acts[name], show=show, back=back)


def perform[T](
    request: HttpRequest, item: T, name: str, act: Act[T], *, show: Show, back: str
) -> HttpResponseBase:
    """Do one act, or show the screen again with what was typed and why it was not done.

    Raises NotAllowed (403) where somebody may not, and what `require_recent` raises.
    """
    by = request.user
    assert isinstance(by, User)
    if act.permission:
        require(by, act.permission, act.about(item))
    if act.recent:
        require_recent(request)
    form = act.form(
        request.POST, request.FILES, auto_id=f"{name}-%s", **act.form_arguments(item, by)
    )
    if not form.is_valid():
        return show(ScreenState(REFUSED, {name: form}))
    try:
        answer = act.verb(item, form.cleaned_data, by)
    except NotPossible as error:
        put_at_field(form, error)
        status = REFUSED if isinstance(error, act.invalid) else CONFLICT
        return show(ScreenState(status, {name: form}))
    return _answered(request, item, act, answer, show=show, back=back)


def _answered[T](
    request: HttpRequest, item: T, act: Act[T], answer: object, *, show: Show, back: str
) -> HttpResponseBase:
    if isinstance(answer, HttpResponseBase):
        return answer
    if isinstance(answer, Confirmation):
        messages.success(request, NEEDS_SECOND)
        return redirect(back)
    sentence = act.done(answer) if callable(act.done) else act.done
    if sentence:
        messages.success(request, str(sentence))
    if isinstance(answer, dict):
        return show(ScreenState(revealed=answer))
    if act.next is not None:
        return redirect(act.next(item, answer))
    return redirect(answer if isinstance(answer, str) else back)


def show_elsewhere(request: HttpRequest, address: str) -> Show:
    """Return what leads to another screen and says there what is wrong.

    It is for forms that are sent from a screen which does not show them again as they were typed.
    """

    def show(state: ScreenState) -> HttpResponseBase:
        for form in state.forms.values():
            for problem in dict.fromkeys(map(str, chain(*form.errors.values()))):
                messages.error(request, problem)
        return redirect(address)

    return show


def put_at_field(form: BaseForm, error: NotPossible) -> None:
    """Put what a verb said at the field that it names; above the form where it names none."""
    name = getattr(error, "field", "") if isinstance(error, Unfit) else ""
    if isinstance(error, FileRefused) and "file" in form.fields:
        name = "file"
    form.add_error(name if name in form.fields else None, str(error))


def forms_of[T](
    acts: Mapping[str, Act[T]], item: T, by: User, state: ScreenState
) -> dict[str, BaseForm]:
    """Return the forms of a screen: as they were sent, or blank."""
    return {name: state.forms.get(name) or act.blank(name, item, by) for name, act in acts.items()}


def offered[T](acts: Mapping[str, Act[T]], item: T, by: User) -> set[str]:
    """Return the names of the acts that somebody is offered on a thing."""
    return {name for name, act in acts.items() if act.allows(item, by)}


def found_or_404[T: Model](rows: QuerySet[T], **named: Any) -> T:
    """Return the one row named so. Raises Http404: of what is out of reach nothing is told."""
    row = rows.filter(**named).first()
    if row is None:
        raise Http404
    return row
