"""Screens of managers: list, add, edit, invite, pause and remove members."""

from functools import partial
from typing import Final

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.desk.screens.act import (
    READ_AND_ACT,
    Act,
    Data,
    ScreenState,
    forms_of,
    perform,
    show_elsewhere,
)
from vigil.desk.screens.form_screen import form_screen
from vigil.network.invitations import verbs as invitations
from vigil.network.invitations.verbs import (
    InvitedMany,
    invite,
    open_invitations,
    withdraw_invitation,
)
from vigil.network.members import queries
from vigil.network.members.forms import (
    InviteAddedForm,
    InviteForm,
    MembersFilter,
    NewMemberForm,
    PauseForm,
    ReasonForm,
)
from vigil.network.members.verbs import listing_and_pausing
from vigil.network.members.verbs.adding import add_member
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.email_addresses import sealed_address
from vigil.network.members.verbs.leaving import leave
from vigil.network.models import Member, Status
from vigil.network.profiles.forms import FieldsForm, values_in_form
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User
from vigil.trust.outbox.site_address import in_letters

MANAGE = "network.manage_members"
ON_A_PAGE = 100


def _to_member(_item: Member | None, member: Member) -> str:
    return reverse("desk_members:member", args=[member.uid])


def _add(_item: None, data: Data, by: User) -> Member:
    kind, address = data.pop("kind"), data.pop("email")
    return add_member(kind, data, by=by, address=address)


def _invite(member: Member, data: Data, by: User) -> None:
    invite(member, by=by, link=_join_link, address=data["email"], language=data["language"])


def _join_link(token: str) -> str:
    return in_letters("network:join", token)


def _pause(member: Member, data: Data, by: User) -> None:
    change = listing_and_pausing.resume if data["do"] == "resume" else listing_and_pausing.pause
    change(member, by=by, why=data["why"])


def _invited_sentence(done: InvitedMany) -> str:
    """Say how many were invited, and why others were not."""
    said = ngettext(
        "%(n)d invitation is in the outbox.", "%(n)d invitations are in the outbox.", done.invited
    ) % {"n": done.invited}
    if n := done.without_address:
        words = ngettext(
            "%(n)d member has no email address.", "%(n)d members have no email address.", n
        )
        said = f"{said} {words % {'n': n}}"
    if n := done.left:
        words = ngettext(
            "%(n)d member is left. Send invitations again to invite them.",
            "%(n)d members are left. Send invitations again to invite them.",
            n,
        )
        said = f"{said} {words % {'n': n}}"
    return said


ADD: Final = Act(
    form=NewMemberForm,
    verb=_add,
    done=gettext_lazy("Member added. Nobody sees the data yet."),
    next=_to_member,
)
EDIT: Final = Act[Member](
    form=FieldsForm,
    form_arguments=lambda member, by: {"only": queries.fields_writable_by(member, by)},
    initial=values_in_form,
    verb=lambda member, data, by: edit_member(member, data, by=by),
    invalid=(NotPossible,),
    done=gettext_lazy("Saved."),
    next=lambda member, _changed: _to_member(None, member),
)
INVITE_ADDED: Final = Act[None](
    form=InviteAddedForm,
    verb=lambda _item, data, by: invitations.invite_added(by=by, link=_join_link, **data),
    done=_invited_sentence,
)
ACTS: Final = {
    "invite": Act(
        form=InviteForm,
        initial=lambda _member: {"language": "en"},
        verb=_invite,
        done=gettext_lazy("The invitation is in the outbox."),
    ),
    "take_back": Act[Member](
        form=Form,
        verb=lambda member, _data, by: withdraw_invitation(member, by=by),
        done=gettext_lazy("The invitation is cancelled."),
    ),
    "pause": Act(
        form=PauseForm, verb=_pause, done=gettext_lazy("Saved. This takes effect at once.")
    ),
    "remove": Act[Member](
        form=ReasonForm,
        verb=lambda member, data, by: leave(member, by=by, why=data["why"]),
        done=gettext_lazy("Removed. All data that identified this person is deleted."),
        next=lambda _member, _answer: reverse("desk_members:members"),
    ),
}


@room_view(MANAGE)
@require_safe
def members(request: HttpRequest) -> HttpResponseBase:
    """List the members by name."""
    form = MembersFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.members(said.get("status", ""), said.get("q", ""))
    counted = queries.counts()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    prefetch_related_objects(list(page), "invitations")
    context = {
        "filters": form,
        "page": page,
        "rows": [(member, queries.membership_state(member)) for member in page],
        "added": queries.count_never_invited(),
        "invite_form": InviteAddedForm(initial={"language": "en"}),
        "counts": [(s, s.label, counted[s]) for s in Status if counted.get(s)],
    }
    return render(request, "network/members/list.html", context)


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def new(request: HttpRequest) -> HttpResponseBase:
    """Add a member."""
    return form_screen(request, None, ADD, "network/members/new.html")


@room_view(MANAGE)
@require_safe
def member(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one member: the name, the status, and the fields that staff may see."""
    return _show(request, get_object_or_404(Member, uid=uid), ScreenState())


@room_view(MANAGE)
@require_http_methods(READ_AND_ACT)
def edit(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Change the fields of a member that staff may see."""
    found = get_object_or_404(Member, uid=uid)
    return form_screen(request, found, EDIT, "network/members/edit.html", {"member": found})


@room_view(MANAGE)
@require_POST
def send_invitation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Invite a member, also again. The link that was sent before is then void."""
    return _perform(request, uid, "invite")


@room_view(MANAGE)
@require_POST
def invite_added(request: HttpRequest) -> HttpResponseBase:
    """Invite those who were added and never written to."""
    back = reverse("desk_members:members")
    show = show_elsewhere(request, back)
    return perform(request, None, "invite_added", INVITE_ADDED, show=show, back=back)


@room_view(MANAGE)
@require_POST
def take_invitation_back(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Make the open invitation void."""
    return _perform(request, uid, "take_back")


@room_view(MANAGE)
@require_POST
def pause(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Pause a member, or end the pause."""
    return _perform(request, uid, "pause")


@room_view(MANAGE)
@require_POST
def remove(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Remove a member who asked for it, for good."""
    return _perform(request, uid, "remove")


def _perform(request: HttpRequest, uid: str, name: str) -> HttpResponseBase:
    found = get_object_or_404(Member, uid=uid)
    show, back = partial(_show, request, found), _to_member(None, found)
    return perform(request, found, name, ACTS[name], show=show, back=back)


def _show(request: HttpRequest, found: Member, screen: ScreenState) -> HttpResponseBase:
    context = {
        "member": found,
        "name": queries.administered_name(found),
        "standing": queries.membership_state(found),
        "rows": queries.fields_seen_by_staff(found),
        "signs_in": found.user_id is not None,
        "has_address": found.user_id is not None or sealed_address(found) is not None,
        "invitation": open_invitations(found).first(),
        "forms": forms_of(ACTS, found, person(request), screen),
        "refused": screen.forms.values(),
    }
    return render(request, "network/members/member.html", context, status=screen.status)
