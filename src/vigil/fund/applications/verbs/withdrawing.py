"""Withdraw an application: destroy its text and files, keep the fact that it existed."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vigil.fund.applications.locking import locked
from vigil.fund.applications.verbs import storing_files
from vigil.fund.applications.verbs.saving_drafts import ANSWERS, IDENTITY, KIND, State
from vigil.fund.models import Application
from vigil.fund.parties.verbs import sealing
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import record
from vigil.trust.outbox.verbs.letters import forget_letter
from vigil.trust.rooms.log_words import LogWords


@transaction.atomic
def take_back(application: Application) -> Application:
    """Withdraw an application: destroy its text and files, keep that it existed.

    A decision that was not released is never announced. Idempotent. Raises NotPossible if the
    decision was released already.
    """
    application = locked(application)
    if application.state == State.WITHDRAWN:
        return application
    decided = application.determinations.select_related("letter")
    if application.state == State.DECIDED and decided.exclude(told_at=None).exists():
        raise NotPossible(
            _("This was decided already. You can have everything about you removed instead.")
        )
    for field in (ANSWERS, IDENTITY):
        sealing.drop(KIND, application.uid, field, why="the applicant took it back")
    for row in application.files.filter(removed=False):
        storing_files.remove_file(row, why="the applicant took it back")
    application.traces.all().delete()
    for made in decided.exclude(letter=None):
        assert made.letter is not None
        forget_letter(made.letter, why="the applicant took it back")
    before, application.state, application.outcome = application.state, State.WITHDRAWN, ""
    application.minor, application.currency, application.theme = None, "", ""
    application.confirmed = []
    application.save()
    record(
        "take_application_back", KIND, application.uid, by=None,
        before={"state": before}, after={"state": application.state},
    )  # fmt: skip
    return application


LOG: Final = LogWords(
    verbs={
        "take_application_back": pgettext_lazy("decision", "take an application back"),
    },
    reasons={
        "the applicant took it back": pgettext_lazy("decision", "the applicant took it back"),
    },
)
