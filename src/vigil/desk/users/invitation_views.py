"""Invite people at the desk: one by one, or by a sheet; and the list of invitations."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.apps import apps
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import READ_AND_ACT, Act, Data, ScreenState, act_named, perform
from vigil.desk.users.invitation_forms import (
    ConfirmPeopleForm,
    InviteForm,
    PeopleSheetForm,
    signed_plan,
)
from vigil.desk.users.people_sheet import plan_people
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.invitations import verbs
from vigil.trust.invitations.rules import Invitee, is_guarded_invitation
from vigil.trust.models import GUARDED_ROLES, Confirmation, Invitation, Letter, Role, User
from vigil.trust.outbox.site_address import has_site_address, in_letters
from vigil.trust.outbox.verbs.letters import is_captured
from vigil.trust.people.role_words import LIMITED, ROLE_MEANS
from vigil.trust.people.second_administrator import other_administrators
from vigil.trust.uploads.verbs.files import FileRefused

GRANT: Final = "trust.grant_role"
PAGE: Final = 50
State = Invitation.State


@dataclass(frozen=True)
class RoleChoice:
    """One role as the form explains it."""

    value: str
    label: str
    means: str
    limited: bool
    guarded: bool


@dataclass(frozen=True)
class InvitationRow:
    """One invitation of the list."""

    invitation: Invitation
    refused: bool
    """Whether a second administrator refused it, or what they saw changed."""
    lacks_factor: bool
    """Whether its person accepted, and has no second factor yet."""
    letter_failed: bool
    """Whether its letter could not be handed to the mail server."""

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.refused:
            return _("not confirmed by a second administrator")
        if self.lacks_factor:
            return _("opened; the second factor is still missing")
        if self.letter_failed and self.is_open:
            return _("the letter could not be sent")
        return str(self.invitation.state.label)

    @property
    def is_open(self) -> bool:
        """Whether it can still be sent or withdrawn."""
        return self.invitation.state in (State.WAITING, State.SENT, State.EXPIRED)

    @property
    def may_send(self) -> bool:
        """Whether it can be sent again, or asked for again."""
        return self.is_open and (self.refused or self.invitation.state != State.WAITING)


def _invite(_item: None, data: Data, by: User) -> object:
    roles = [Role(role) for role in data.pop("roles")]
    return _next(verbs.invite([Invitee(**data, roles=roles)], by=by))


def _confirm(_item: None, data: Data, by: User) -> object:
    return _next(verbs.invite(data["people"], by=by))


def _again(row: Invitation, _data: Data, by: User) -> object:
    tokens = verbs.invite_again(row, by=by)
    return {"tokens": tokens} if tokens else None


def _show_link(row: Invitation, _data: Data, by: User) -> object:
    return {"tokens": {row.pk: verbs.show_link(row, by=by)}}


def _next(done: verbs.Invited) -> object:
    """Return what follows: links to hand over, or the list."""
    if done.tokens:
        return {"tokens": done.tokens}
    return f"{reverse('desk:invitations')}?batch={done.invitations[0].batch}"


def _said(answer: object) -> str:
    """Return the sentence once people were invited; none where the screen shows the links."""
    if isinstance(answer, dict):
        return ""
    batch = str(answer).rpartition("=")[2]
    rows = list(Invitation.objects.filter(batch=batch))
    if any(row.state == State.WAITING for row in rows):
        return _("A second administrator has to confirm this. Nothing was sent yet.")
    return ngettext(
        "The invitation is on its way.", "%(n)d invitations are on their way.", len(rows)
    ) % {"n": len(rows)}


INVITE_ONE: Final = Act[None](
    form=InviteForm, verb=_invite, done=_said, invalid=(Unfit,), recent=True
)
CONFIRM: Final = Act[None](
    form=ConfirmPeopleForm,
    form_arguments=lambda _item, by: {"by": by},
    verb=_confirm,
    done=_said,
    recent=True,
)
ACTS: Final = {
    "again": Act[Invitation](
        form=Form,
        verb=_again,
        done=lambda answer: "" if answer else _("The invitation is sent, or asked for, again."),
        recent=True,
    ),
    "show_link": Act[Invitation](form=Form, verb=_show_link, recent=True),
    "take_back": Act[Invitation](
        form=Form,
        verb=lambda row, _data, by: verbs.take_back(row, by=by),
        done=gettext_lazy("Withdrawn. Its link opens nothing any more."),
    ),
}


@desk_view(GRANT)
@require_http_methods(READ_AND_ACT)
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite one person."""
    show = partial(_show_invite, request)
    if request.method != "POST":
        return show(ScreenState())
    return perform(request, None, "form", INVITE_ONE, show=show, back=request.path)


def _show_invite(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    if screen.revealed:
        return _links(request, screen.revealed)
    me = person(request)
    context = {
        "form": screen.forms.get("form") or INVITE_ONE.blank("form", None, me),
        "roles": _role_choices(),
        "takes_two": other_administrators(me).exists(),
        "no_mail": is_captured(),
    }
    return render(request, "desk/users/invite.html", context, status=screen.status)


def _role_choices() -> list[RoleChoice]:
    return [
        RoleChoice(
            str(role), str(role.label), str(means), role in LIMITED, guarded=role in GUARDED_ROLES
        )
        for role, means in ROLE_MEANS.items()
    ]


@desk_view(GRANT)
@require_safe
def invitations(request: HttpRequest) -> HttpResponseBase:
    """List the invitations, and how far each is."""
    return _list(request, ScreenState())


@desk_view(GRANT)
@require_POST
def act_on_invitation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an invitation again, show its link, or withdraw it."""
    row = get_object_or_404(Invitation, pk=pk)
    back = reverse("desk:invitations")
    return act_named(request, row, ACTS, show=partial(_list, request), back=back)


def _list(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    if screen.revealed:
        return _links(request, screen.revealed)
    rows = Invitation.objects.select_related("made_by", "user")
    if batch := request.GET.get("batch", ""):
        rows = rows.filter(batch=batch[:32])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _in_words(list(page)),
        "batch": batch,
        "no_mail": is_captured(),
        "refused": screen.forms.values(),
        "problem": screen.problem,
    }
    return render(request, "desk/users/invitations.html", context, status=screen.status)


def _in_words(rows: list[Invitation]) -> list[InvitationRow]:
    waiting = set(
        Confirmation.objects.filter(
            verb=verbs.INVITE,
            subject_key__in={row.batch for row in rows},
            outcome=Confirmation.Outcome.WAITING,
        ).values_list("subject_key", flat=True)
    )
    came = {row.user_id for row in rows if row.user_id and is_guarded_invitation(row.roles)}
    factors = apps.get_model("mfa.Authenticator").objects.filter(user__in=came)
    safe = set(factors.values_list("user", flat=True))
    letters = Letter.objects.filter(about_kind=verbs.KIND, state=Letter.State.FAILED)
    failed = set(
        letters.filter(about_key__in=[str(row.pk) for row in rows]).values_list(
            "about_key", flat=True
        )
    )
    return [
        InvitationRow(
            row,
            letter_failed=str(row.pk) in failed,
            refused=row.state == State.WAITING and row.batch not in waiting,
            lacks_factor=row.user_id in came - safe,
        )
        for row in rows
    ]


def _links(request: HttpRequest, revealed: Mapping[str, Any]) -> HttpResponseBase:
    """Show links once, to hand over in person where no letter can be sent."""
    rows = Invitation.objects.filter(pk__in=revealed["tokens"]).order_by("pk")
    links = [(row, _address(request, row, revealed["tokens"][row.pk])) for row in rows]
    context = {"links": links, "days": verbs.LIFETIME.days}
    return render(request, "desk/users/links.html", context)


def _address(request: HttpRequest, row: Invitation, token: str) -> str:
    with override(row.language):
        if has_site_address():
            return in_letters("invitation", token)
        return request.build_absolute_uri(reverse("invitation", args=[token]))


@desk_view(GRANT)
@require_http_methods(READ_AND_ACT)
def people_sheet(request: HttpRequest) -> HttpResponseBase:
    """Upload a sheet of people, see whom it invites, and confirm it."""

    def upload(_item: None, data: Data, by: User) -> HttpResponseBase:
        try:
            plan = plan_people(data["file"].read(), by=by, language=data["language"])
        except NotPossible as error:
            raise FileRefused(str(error)) from error
        grants = [grant for one in plan.invited for grant in one.grants]
        context = {
            "plan": plan,
            "confirm": ConfirmPeopleForm(by=by, initial={"people": signed_plan(plan.invited, by)}),
            "takes_two": is_guarded_invitation(grants) and other_administrators(by).exists(),
            "no_mail": is_captured(),
        }
        return render(request, "desk/users/people_plan.html", context)

    show = partial(_show_sheet, request)
    if request.method != "POST":
        return show(ScreenState())
    acts = {"upload": Act[None](form=PeopleSheetForm, verb=upload), "confirm": CONFIRM}
    return act_named(request, None, acts, show=show, back=request.path)


def _show_sheet(request: HttpRequest, screen: ScreenState) -> HttpResponseBase:
    if screen.revealed:
        return _links(request, screen.revealed)
    context = {
        "form": screen.forms.get("upload") or PeopleSheetForm(),
        "refused": [form for name, form in screen.forms.items() if name != "upload"],
        "problem": screen.problem,
        "role_names": [(str(role), str(role.label)) for role in ROLE_MEANS],
    }
    return render(request, "desk/users/people_sheet.html", context, status=screen.status)
