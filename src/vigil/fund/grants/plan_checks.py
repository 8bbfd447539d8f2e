"""What a grant must fulfil before it is opened or changed."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vigil.fund.gates import queries as gates
from vigil.fund.gates.names import Gate
from vigil.fund.models import Application, Grant, Party
from vigil.fund.parties.name_check import require_unnamed
from vigil.fund.payments import money
from vigil.trust.access.errors import NotPossible, Unfit
from vigil.trust.models import Level

LONGEST_TITLE: Final = 200
Kind = Grant.Kind


def require_awarded(party: Party, application: Application) -> None:
    """Raise NotPossible unless two officers awarded an application, and it was released."""
    if application.party_id != party.pk:
        raise NotPossible(_("This application is another party’s."))
    if Grant.objects.filter(application=application).exists():
        raise NotPossible(_("This application has its grant already."))
    application = Application.objects.select_related("party").get(pk=application.pk)
    lacking = [
        *gates.missing(application, Gate.ELIGIBILITY),
        *gates.missing(application, Gate.DECISION),
    ]
    if lacking:
        raise NotPossible(" ".join(lacking))


def require_no_stop(grant: Grant) -> None:
    """Raise NotPossible if a check says stop, or papers of an emergency are overdue."""
    if lacking := [*gates.stops_of(grant.party), *gates.missing(grant, Gate.PAPERS)]:
        raise NotPossible(" ".join(lacking))


def check_columns(grant: Grant) -> None:
    """Check the columns of a grant. Raises Unfit."""
    if grant.kind not in Kind.values:
        raise Unfit(_("Say whether this is a grant or a fellowship."), "kind")
    try:
        grant.currency = money.known_currency(grant.currency)
    except money.NotAnAmount as error:
        raise Unfit(str(error), "currency") from None
    begins, ends = grant.starts_on, grant.ends_on
    if begins and ends and ends < begins:
        raise Unfit(_("The grant ends before it begins."), "ends_on")
    call = grant.application.call if grant.application else None
    if call and begins and begins < timezone.localtime(call.opens_at).date():
        raise Unfit(
            _("The grant begins before its call opened, on %(day)s.")
            % {"day": f"{call.opens_at:%Y-%m-%d}"},
            "starts_on",
        )
    if grant.public_title and grant.party.level != Level.OPEN:
        raise Unfit(
            _("Only grants of parties that are open have a public title: leave it empty."),
            "public_title",
        )
    if len(grant.public_title) > LONGEST_TITLE:
        raise Unfit(_("The title is longer than %(n)d characters.") % {"n": LONGEST_TITLE})
    require_unnamed(grant.party, grant.public_title)
