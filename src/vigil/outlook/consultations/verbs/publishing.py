"""Publish consultations, as far as their rule allows."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.outlook.consultations.verbs.editing import (
    CHAIR,
    KIND,
    Rule,
    State,
    locked,
)
from vigil.outlook.consultations.verbs.quoting_statements import require_cleared_names
from vigil.outlook.models import Consultation
from vigil.publication.policy.names_in_texts import require_no_hidden_names
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import User
from vigil.trust.rooms.log_words import LogWords
from vigil.trust.withdrawals.write_lock import take_part


@transaction.atomic
def publish_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Publish a consultation, with its subject and codes, as far as its rule allows.

    Raises NotAllowed, NotPossible (the codes are not decided; not for use; every statement was
    withdrawn; the title, or a statement that may be quoted, names somebody whom the public may not
    see; such a statement may name somebody and was not read for names).
    """
    take_part()
    require(by, CHAIR)
    row = locked(consultation)
    if row.state != State.SETTLED:
        raise NotPossible(_("Only a consultation whose codes are settled is published."))
    if row.rule == Rule.NOT_FOR_USE:
        raise NotPossible(
            _(
                "Under the rule of this meeting nothing said there may be used. "
                "It cannot be published."
            )
        )
    if not row.statements.filter(withdrawn_at=None).exists():
        raise NotPossible(_("It has no statements left."))
    quoted = row.statements.filter(may_be_quoted=True)
    require_no_hidden_names(row.title, *quoted.values_list("text", flat=True))
    require_cleared_names(row, quoted)
    row.state, row.published_at = State.PUBLISHED, timezone.now()
    row.save(update_fields=["state", "published_at"])
    record("publish_consultation", KIND, row.uid, by=by)
    return row


LOG: Final = LogWords(
    verbs={"publish_consultation": pgettext_lazy("decision", "publish a consultation")},
)
