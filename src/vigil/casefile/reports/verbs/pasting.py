"""Admit a page whose link a person pasted, and link its accounts.

Reading and linking load models and numeric libraries. So a web worker imports this module only when
a link is pasted.
"""

from django.conf import settings

from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.admitting import admit
from vigil.reading.engines.reading_stage import Reader
from vigil.reading.intake.sources import Collected
from vigil.trust.decisions.verbs import require
from vigil.trust.models import User


def admit_pasted(collected: Collected, *, by: User, reader: Reader | None = None) -> list[Case]:
    """Admit a page whose link a person pasted; return the cases that its accounts are in.

    It is admitted whatever the result of the screening, because a person chose it. Raises
    NotAllowed.
    """
    require(by, "casefile.add_report")
    read = (reader or Reader.load(settings.DATA / "models")).read([collected], everything=True)
    admit(read)
    propose()
    content = read[0].content_sha256
    cases = Case.objects.filter(memberships__account__report__content_sha256=content)
    return list(cases.distinct())
