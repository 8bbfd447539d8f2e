"""Screens of whoever manages the network: members, invitations, pausing, leaving on request."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.access import person, room_view
from vigil.network.invitations import verbs as invitations
from vigil.network.invitations.verbs import invite, open_invitations, withdraw_invitation
from vigil.network.members import queries
from vigil.network.members.forms import (
    InviteAddedForm,
    InviteForm,
    MembersFilter,
    NewMemberForm,
    ReasonForm,
)
from vigil.network.members.verbs import listing_and_pausing
from vigil.network.members.verbs.adding import add_member
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.email_addresses import sealed_address
from vigil.network.members.verbs.leaving import leave
from vigil.network.models import Member, Status
from vigil.network.profiles.forms import FieldsForm
from vigil.trust.access.errors import NotPossible
from vigil.trust.outbox.site_address import in_letters

MANAGE = "network.manage_members"
ON_A_PAGE = 100
CONFLICT, REFUSED = 409, 422
READING_WRITING = ["GET", "HEAD", "POST"]


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
@require_http_methods(READING_WRITING)
def new(request: HttpRequest) -> HttpResponseBase:
    """Add a member."""
    form = NewMemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        kind, address = said.pop("kind"), said.pop("email")
        try:
            added = add_member(kind, said, by=person(request), address=address)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added. Nobody sees anything of it yet."))
            return redirect("desk_members:member", added.uid)
    status = REFUSED if form.errors else 200
    return render(request, "network/members/new.html", {"form": form}, status=status)


@room_view(MANAGE)
@require_safe
def member(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Show one member: the name, whether they take part, and what they let staff see."""
    return _show(request, get_object_or_404(Member, uid=uid))


@room_view(MANAGE)
@require_http_methods(READING_WRITING)
def edit(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Change the fields of a member that staff may see."""
    found = get_object_or_404(Member, uid=uid)
    form = FieldsForm(request.POST if request.method == "POST" else None, member=found)
    form.keep(queries.fields_writable_by(found, person(request)))
    if request.method == "POST" and form.is_valid():
        try:
            edit_member(found, form.cleaned_data, by=person(request))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("desk_members:member", uid)
    context = {"form": form, "member": found}
    status = REFUSED if form.errors else 200
    return render(request, "network/members/edit.html", context, status=status)


@room_view(MANAGE)
@require_POST
def send_invitation(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Invite a member, or invite them again: the link before is void then."""
    found, form = get_object_or_404(Member, uid=uid), InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, invite_form=form, status=REFUSED)
    language = form.cleaned_data["language"]
    try:
        invite(
            found,
            by=person(request),
            link=lambda token: in_letters("network:join", token),
            address=form.cleaned_data["email"],
            language=language,
        )
    except NotPossible as error:
        return _show(request, found, trouble=str(error), invite_form=form, status=CONFLICT)
    messages.success(request, _("The invitation is in the outbox."))
    return redirect("desk_members:member", uid)


@room_view(MANAGE)
@require_POST
def invite_added(request: HttpRequest) -> HttpResponseBase:
    """Invite those who were added and never written to."""
    form = InviteAddedForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else "en"
    try:
        done = invitations.invite_added(
            by=person(request),
            link=lambda token: in_letters("network:join", token),
            language=language,
        )
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("desk_members:members")
    said = ngettext(
        "%(n)d invitation is in the outbox.", "%(n)d invitations are in the outbox.", done.invited
    ) % {"n": done.invited}
    if n := done.without_address:
        words = ngettext("%(n)d has no address.", "%(n)d have no address.", n)
        said = f"{said} {words % {'n': n}}"
    if n := done.left:
        words = ngettext("%(n)d is left: press once more.", "%(n)d are left: press once more.", n)
        said = f"{said} {words % {'n': n}}"
    messages.success(request, said)
    return redirect("desk_members:members")


@room_view(MANAGE)
@require_POST
def take_invitation_back(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Make the open invitation void."""
    found = get_object_or_404(Member, uid=uid)
    try:
        withdraw_invitation(found, by=person(request))
    except NotPossible as error:
        return _show(request, found, trouble=str(error), status=CONFLICT)
    messages.success(request, _("The invitation is void."))
    return redirect("desk_members:member", uid)


@room_view(MANAGE)
@require_POST
def pause(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Take a member out of every list for a while, or let them take part again."""
    found = get_object_or_404(Member, uid=uid)
    act = (
        listing_and_pausing.resume
        if request.POST.get("do") == "resume"
        else listing_and_pausing.pause
    )
    try:
        act(found, by=person(request), why=request.POST.get("why", "")[:2000])
    except NotPossible as error:
        return _show(request, found, trouble=str(error), status=CONFLICT)
    messages.success(request, _("Saved. It holds at once."))
    return redirect("desk_members:member", uid)


@room_view(MANAGE)
@require_POST
def remove(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Remove a member who asked for it, for good."""
    found, form = get_object_or_404(Member, uid=uid), ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, found, leave_form=form, status=REFUSED)
    try:
        leave(found, by=person(request), why=form.cleaned_data["why"])
    except NotPossible as error:
        return _show(request, found, trouble=str(error), leave_form=form, status=CONFLICT)
    messages.success(request, _("Removed. Nothing that tells who it was is kept."))
    return redirect("desk_members:members")


def _show(
    request: HttpRequest,
    found: Member,
    *,
    trouble: str = "",
    invite_form: Form | None = None,
    leave_form: Form | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "member": found,
        "name": queries.administered_name(found),
        "standing": queries.membership_state(found),
        "rows": queries.fields_seen_by_staff(found),
        "signs_in": found.user_id is not None,
        "has_address": found.user_id is not None or sealed_address(found) is not None,
        "invitation": open_invitations(found).first(),
        "invite_form": invite_form or InviteForm(initial={"language": "en"}),
        "leave_form": leave_form or ReasonForm(),
        "trouble": trouble,
    }
    return render(request, "network/members/member.html", context, status=status)
