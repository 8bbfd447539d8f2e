"""Save a draft while its coder types: a script sends the fields that changed."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from vigil.casefile.coding.queries import coding_of
from vigil.casefile.coding.verbs.drafts import keep_draft
from vigil.casefile.models import Case
from vigil.desk.coding.conflicts import conflict_label
from vigil.desk.coding.forms import SentCoding
from vigil.desk.coding.refusals import refusal
from vigil.desk.screens.access import desk_view, person
from vigil.desk.screens.act import CONFLICT, READ_AND_ACT
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


@desk_view()
@require_http_methods(READ_AND_ACT)
def draft(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save the fields `names` of the form; or state, for GET, who is signed in and what is saved.

    Answers 409 with the fields that another window changed too, or with why nothing is saved any
    more. What the codebook has against a value is said too. Whoever is signed out is sent to sign
    in, which the script recognises.
    """
    case = get_object_or_404(Case, pk=pk)
    user = person(request)
    require(user, "casefile.code_case", case)
    if request.method != "POST":
        return JsonResponse(_state(request, case, user))
    sent = SentCoding(request.POST)
    try:
        kept = keep_draft(
            case,
            sent.coding.draft,
            sent.window,
            by=user,
            names=sent.names,
            prefilled=sent.coding.prefilled,
        )
    except NotPossible as error:
        return JsonResponse({"problem": str(error)}, status=CONFLICT)
    answer = {
        "revision": kept.coding.revision,
        "conflicts": {name: conflict_label(name) for name in kept.conflicts},
        "elsewhere": {name: conflict_label(name) for name in kept.elsewhere},
        "problems": {
            item.row: why
            for item in sent.coding.inputs()
            if item.row in sent.names and (why := refusal(item))
        },
    }
    return JsonResponse(answer, status=CONFLICT if kept.conflicts else 200)


def _state(request: HttpRequest, case: Case, user: User) -> dict[str, Any]:
    mine = coding_of(case, user)
    return {
        "user": user.pk,
        "token": get_token(request),
        "revision": mine.revision if mine else 0,
        "handed_in": bool(mine and mine.submitted_at),
    }
