"""The case screen and everything that is done on it, apart from coding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vigil.casefile.cases import queries
from vigil.casefile.cases.edit_conflicts import as_seen
from vigil.casefile.cases.queries import version_of
from vigil.casefile.models import Case
from vigil.desk.cases.acts import ACTS, Done
from vigil.desk.cases.forms import ActForm
from vigil.desk.cases.screen import make_form, show_case
from vigil.desk.decisions.labels import verb_label
from vigil.desk.queue.filters import QueueAddress
from vigil.desk.queue.queries import neighbours
from vigil.desk.screens.access import desk_view, person
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.decisions.verbs import require

REFUSED = 422
"""What was sent cannot be taken as it is."""
CONFLICT = 409
"""The case is not as the person saw it, or the verb says no."""
FORBIDDEN = 403
"""The person may act on this case, but not on the other one."""


@desk_view()
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one case: its reports, its form, what can be done, what was decided."""
    return show_case(request, get_object_or_404(Case, pk=pk))


@desk_view()
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do one of the acts with a case, or show the screen again with what was typed and why not."""
    found = Case.objects.filter(pk=pk).first()
    asked = QueueAddress(request.GET)
    if found is None:
        return _gone(request, asked)
    user, chosen = person(request), ACTS[name]
    require(user, chosen.permission, found)
    form = make_form(name, found, queries.desk_accounts(found), request.POST)
    valid = form.is_valid()
    version = request.POST.get(form.add_prefix("version"), "")
    # First: on a case that changed meanwhile, what was sent may be wrong for that reason alone.
    if note := changed_since(found, version):
        form.add_error(None, note)
        _renew(request, form, found)
        return show_case(request, found, refused={name: form}, status=CONFLICT)
    if not valid:
        return show_case(request, found, refused={name: form}, status=REFUSED)
    around = neighbours(found, asked.candidates)
    try:
        with as_seen(found, version):
            done = chosen.run(found, form.cleaned_data, user)
    except NotPossible as error:
        found = Case.objects.filter(pk=pk).first()
        if found is None:
            return _gone(request, asked)
        note = changed_since(found, version)
        form.add_error(None, note or str(error))
        if note:
            _renew(request, form, found)
        return show_case(request, found, refused={name: form}, status=CONFLICT)
    except NotAllowed as error:  # of the other case that the act touches
        form.add_error(None, str(error))
        return show_case(request, found, refused={name: form}, status=FORBIDDEN)
    messages.success(request, done.sentence)
    return redirect(_address(request, done, around.following, asked))


def _address(request: HttpRequest, done: Done, following: int | None, asked: QueueAddress) -> str:
    """Return where to go on: the queue if it was asked for, the case, or the next candidate."""
    show = done.show.pk if done.show is not None else following
    if request.POST.get("back") == "queue" or show is None:
        return reverse("desk:queue") + asked.query
    return reverse("desk:case", args=[show]) + asked.query


def _gone(request: HttpRequest, asked: QueueAddress) -> HttpResponseBase:
    messages.warning(
        request, _("This proposal has changed since you opened it. Here is the queue as it is now.")
    )
    return redirect(reverse("desk:queue") + asked.query)


def changed_since(found: Case, version: str) -> str:
    """Say what happened since a form was opened; nothing if nothing did.

    A case that was merged into another has happened to every form: it changes no more.
    """
    if found.superseded_by:
        return _("This case was merged into %(case)s.") % {"case": found.superseded_by}
    if not version or version == version_of(found):
        return ""
    last = queries.decisions_of(found).first()
    if last is None:
        return _("The case has changed since you opened it. Look at it again, then send once more.")
    return _(
        "%(who)s changed this case since you opened it (%(what)s). Nothing you typed is lost: "
        "look at the case again, then send once more."
    ) % {"who": last.actor or _("The installation"), "what": verb_label(last.verb)}


def _renew(request: HttpRequest, form: ActForm, found: Case) -> None:
    """Let the form be sent again on the case as it stands now."""
    data = request.POST.copy()
    data[form.add_prefix("version")] = version_of(found)
    form.data = data
