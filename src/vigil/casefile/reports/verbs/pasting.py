"""Admit a page whose link a person pasted, or a text, and link its accounts.

Reading and linking load models and numeric libraries. So a web worker imports this module only when
something is pasted.
"""

import hashlib

from django.conf import settings

from vigil.casefile.linking.verbs.proposing import propose
from vigil.casefile.models import Case
from vigil.casefile.reports.verbs.admitting import admit
from vigil.casefile.reports.verbs.pasted_texts import PastedText, record_pasted
from vigil.reading.engines.reading_stage import Reader
from vigil.reading.intake.archive import Archive, Origin
from vigil.reading.intake.report_files import checked
from vigil.reading.intake.sources import Collected
from vigil.reading.records import Report
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


def admit_text(pasted: PastedText, *, by: User, reader: Reader | None = None) -> list[Case]:
    """Archive a text, admit it as a report, and return the cases that its accounts are in.

    The log records who pasted it and how it came. Raises NotAllowed, and BadReportError with the
    reason where the text is no report.
    """
    require(by, "casefile.add_report")
    content = pasted.text.encode()
    digest = hashlib.sha256(content).hexdigest()
    report, _remark = checked(
        Report(
            id=pasted.url or f"pasted:{digest}",
            text=pasted.text,
            url=pasted.url,
            outlet=pasted.outlet,
            title=pasted.title,
            published=pasted.published,
            language=pasted.language,
        )
    )
    origin = Origin(url=report.id, media_type="text/plain;charset=utf-8")
    raw = Archive(settings.DATA / "archive").put(content, origin)
    record_pasted(report.id, raw, pasted, by=by)
    return admit_pasted(Collected(report=report, raw_sha256=raw), by=by, reader=reader)
