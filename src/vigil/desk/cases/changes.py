"""Notify people who send a form when its case has changed meanwhile."""

from django.utils.translation import gettext as _

from vigil.casefile.cases.queries import decisions_of, version_of
from vigil.casefile.models import Case
from vigil.desk.decisions.labels import verb_label


def changed_since(case: Case, version: str) -> str:
    """Return a sentence on what happened to a case since a form was opened; "" if nothing.

    `version` is the state for which the form was made. A case that was merged into another one
    accepts no form any more, whatever its version.
    """
    if case.superseded_by:
        return _("This case was merged into %(case)s.") % {"case": case.superseded_by}
    if not version or version == version_of(case):
        return ""
    last = decisions_of(case).first()
    if last is None:
        return _("The case has changed since you opened it. Look at it again, then send once more.")
    return _(
        "%(who)s changed this case since you opened it (%(what)s). Nothing you typed is lost: "
        "look at the case again, then send once more."
    ) % {"who": last.actor or _("The installation"), "what": verb_label(last.verb)}
