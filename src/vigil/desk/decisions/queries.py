"""Read the log of decisions for its screen."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from vigil.casefile.models import Case
from vigil.trust.decisions.verbs import ON_HOST, ON_LINK, ORIGIN
from vigil.trust.models import Decision, User


def decisions(*, q: str = "", verb: str = "", actor: str = "") -> QuerySet[Decision]:
    """Return decisions on anything, newest first."""
    found = Decision.objects.select_related("actor", "asked_by")
    if verb:
        found = found.filter(verb=verb)
    if actor.isdigit():
        found = found.filter(Q(actor_id=int(actor)) | Q(asked_by_id=int(actor)))
    elif actor:
        through = Q(**{f"after__{ORIGIN}": actor}) if actor in (ON_HOST, ON_LINK) else None
        nowhere = ~Q(after__has_key=ORIGIN)
        found = found.filter(nowhere if through is None else through, actor=None)
    if q:
        found = found.filter(Q(target_key__icontains=q) | Q(why__icontains=q))
    return found


def cases_behind(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return, for the keys of cases that decisions name, the case's number on the desk."""
    keys = {d.target_key for d in decisions if d.target_kind == "case"}
    by_id = {
        c.public_id or "": c.pk for c in Case.objects.filter(public_id__in=keys).only("public_id")
    }
    numbers = {key: key.removeprefix("case-") for key in keys if key.startswith("case-")}
    digits = [int(n) for n in numbers.values() if n.isascii() and n.isdigit()]
    held = set(Case.objects.filter(pk__in=digits).values_list("pk", flat=True))
    by_number = {key: int(n) for key, n in numbers.items() if n.isdigit() and int(n) in held}
    return {**by_id, **by_number}


def people_who_decided() -> list[tuple[str, str]]:
    """Return everybody who took a decision, as choices of a filter."""
    people = User.objects.filter(decisions__isnull=False).distinct().order_by("display_name", "pk")
    return [(str(user.pk), str(user)) for user in people]
