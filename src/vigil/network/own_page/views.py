"""A member's own page: edit the profile, choose who sees it, download the data, leave."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vigil.desk.screens.act import READ_AND_ACT, REFUSED
from vigil.network.members.access import can_sign_in_again, member_view
from vigil.network.members.verbs.editing import edit_member
from vigil.network.members.verbs.leaving import leave
from vigil.network.members.verbs.listing_and_pausing import pause, resume
from vigil.network.members.verbs.portraits import remove_portrait, set_portrait
from vigil.network.models import Member
from vigil.network.own_page import forms
from vigil.network.own_page.data_export import own_data
from vigil.network.profiles.fields import FIELDS, Audience, audience_of
from vigil.network.profiles.forms import FieldsForm, values_in_form
from vigil.network.visibility.queries import visible_member
from vigil.network.visibility.verbs import be_seen
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import User


@member_view
@require_safe
def overview(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Show members all their data, and who sees it."""
    rows = [(name, label, audience_of(member.audiences, name)) for name, label in FIELDS.items()]
    context = {
        "member": member,
        "rows": rows,
        "cannot_come_back": not settings.VIGIL_DEMONSTRATION
        and not can_sign_in_again(_user(request)),
        "name_seen_by": audience_of(member.audiences, "name"),
        "audiences": list(reversed(Audience))[:3],
    }
    return render(request, "network/own_page/overview.html", context)


@member_view
@require_safe
def preview(request: HttpRequest, member: Member, audience: str) -> HttpResponseBase:
    """Show members their page as an audience sees it."""
    try:
        seen_by = Audience[audience.upper()]
    except KeyError:
        raise Http404 from None
    context = {"member": visible_member(member, seen_by), "preview": seen_by}
    return render(request, "network/directory/member.html", context)


@member_view
@require_http_methods(READ_AND_ACT)
def edit(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Change the short texts and the values chosen from lists."""
    sent = request.POST if request.method == "POST" else None
    form = FieldsForm(sent, initial=values_in_form(member))
    if request.method == "POST" and form.is_valid():
        try:
            edit_member(member, form.cleaned_data, by=_user(request))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:me")
    return _show(
        request, "network/own_page/edit.html", {"form": form, "member": member}, form.errors
    )


@member_view
@require_http_methods(READ_AND_ACT)
def visibility(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Choose how one is listed, and who sees which field."""
    initial = {f"seen-{name}": audience_of(member.audiences, name).slug for name in FIELDS}
    initial["listing"] = member.listing
    form = forms.VisibilityForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            be_seen(member, form.cleaned_data["listing"], form.audiences(), by=_user(request))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. This takes effect at once."))
            return redirect("network:me")
    return _show(
        request, "network/own_page/visibility.html", {"form": form, "member": member}, form.errors
    )


@member_view
@require_http_methods(READ_AND_ACT)
def biography(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Write a biography in one language."""
    texts = {b.language: b.text for b in member.biographies.all()}
    language = request.GET.get("language") or next(iter(texts), forms.first_language())
    initial = {"language": language, "text": texts.get(language, "")}
    form = forms.BiographyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            edit_member(member, {"biography": {said["language"]: said["text"]}}, by=_user(request))
        except NotPossible as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:me")
    context = {"form": form, "written": list(texts), "language": language}
    return _show(request, "network/own_page/biography.html", context, form.errors)


@member_view
@require_http_methods(READ_AND_ACT)
def own_portrait(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Add or remove a portrait."""
    if request.method == "POST" and request.POST.get("do") == "remove":
        remove_portrait(member, by=_user(request))
        messages.success(request, _("The portrait is removed."))
        return redirect("network:me")
    sent = request.method == "POST"
    form = forms.PortraitForm(request.POST, request.FILES) if sent else forms.PortraitForm()
    if sent and form.is_valid():
        try:
            set_portrait(member, form.cleaned_data["file"], by=_user(request))
        except NotPossible as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:me")
    return _show(
        request, "network/own_page/portrait.html", {"form": form, "member": member}, form.errors
    )


@member_view
@require_POST
def own_export(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Download all one's data as JSON."""
    data = own_data(member, by=_user(request))
    content = json.dumps(data, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@member_view
@require_POST
def own_pause(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Pause one's membership, or end the pause."""
    act = resume if request.POST.get("do") == "resume" else pause
    try:
        act(member, by=_user(request))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved. This takes effect at once."))
    return redirect("network:me")


@member_view
@require_http_methods(READ_AND_ACT)
def own_leave(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Leave the network and delete one's data."""
    form = forms.LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        leave(member, by=_user(request))
        logout(request)
        return render(request, "network/own_page/after_leaving.html")
    return _show(
        request, "network/own_page/leave.html", {"form": form, "member": member}, form.errors
    )


def _show(
    request: HttpRequest, template: str, context: dict[str, object], errors: object
) -> HttpResponse:
    return render(request, template, context, status=REFUSED if errors else 200)


def _user(request: HttpRequest) -> User:
    """Return who is signed in. Only for views behind `member_view`."""
    assert isinstance(request.user, User)
    return request.user
