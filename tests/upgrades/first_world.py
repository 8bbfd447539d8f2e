"""Make data with the code of the commit that squashed the migrations. Run by that code, not ours.

    python first_world.py FACTS        (with that commit's `src` and `tests` in PYTHONPATH)

It uses only that commit's own verbs, and the factories of its own tests. What must be found again
later is written to FACTS as JSON.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.site.settings"

import django

django.setup()

from casefile.domain.test_coding import VALUES
from django.conf import settings
from factories import UserFactory, adjudicator, coder
from fund import factories as fund
from network.factories import MemberFactory, agree
from outlook import factories_panels as panels
from vigil.casefile.domain.cases import publish_case, withdraw_case
from vigil.casefile.domain.coding import adjudicate, draft_coding, save_draft, submit_coding, verify
from vigil.casefile.domain.entering import enter_case
from vigil.casefile.domain.releasing import freeze_release
from vigil.casefile.models import Release
from vigil.network.fields import Audience
from vigil.trust.models import Role
from vigil.witness.domain.testifying import give
from witness.testimonies import ticket

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "00000301010018dd8db00000000049454e44ae426082"
)


Fact = dict[str, Any]
PASSWORD = "a long pass phrase"


def main(facts: Path) -> None:
    """Make everything, and write what must be found again."""
    made = [*people(), *cases(), *money(), *told_in_confidence(), *panel(), *release()]
    facts.write_text(json.dumps(made), "utf-8")


def people() -> Iterator[Fact]:
    """Make somebody who signs in, and a member with a page."""
    roles = [Role.CODER, Role.ADMINISTRATOR]
    user = UserFactory(email="first@example.org", roles=roles)
    yield {"what": "person", "email": user.email, "password": PASSWORD, "roles": roles}
    agree(MemberFactory(), Audience.PUBLIC)


def cases() -> Iterator[Fact]:
    """Code four cases; publish three and withdraw one of them; leave one with a draft."""
    for number in range(4):
        one, two = coder(), coder()
        judge, second, third = adjudicator(), adjudicator(), adjudicator()
        values = deepcopy(VALUES)
        values["victims"][0]["names"] = [f"Amalia Ejemplo {number}"]
        case = enter_case(values, by=one, outlet="The Example Gazette", published="2019-03-08")
        if number == 3:
            draft = save_draft(draft_coding(case, by=two), values, "unsure of the day", by=two)
            yield {"what": "coding", "pk": draft.pk, "handed_in": False}
        else:
            for by in (one, two):
                coding = submit_coding(draft_coding(case, by=by), values, by=by)
                yield {"what": "coding", "pk": coding.pk, "handed_in": True}
            made = adjudicate(case, values, {}, by=judge)
            yield {"what": "adjudication", "pk": made.pk}
            verify(made, by=second)
            publish_case(case, by=third)
        if number == 2:
            withdraw_case(case, by=judge, why="The family asked")
        case.refresh_from_db()
        kept = ("pk", "public_id", "stage", "visibility")
        yield {"what": "case"} | {name: getattr(case, name) for name in kept}
        status = {"internal": 404, "withdrawn": 410}.get(case.visibility, 200)
        yield {"what": "page", "path": f"/cases/{case.public_id}/", "status": status}


def money() -> Iterator[Fact]:
    """Open a grant to a group, and pay the first part of it."""
    fields = {"name": "Hermanas del Ejemplo", "bank": "ES00 0000 1111"}
    party = fund.party(by=fund.officer(), **fields)
    yield {"what": "party", "pk": party.pk, "fields": fields}
    grant = fund.a_grant(of=party, by=fund.officer())
    yield {"what": "grant", "pk": grant.pk, "number": grant.number, "active": True}
    yield {"what": "payment", "pk": fund.paid(grant).pk, "account": fields["bank"]}


def told_in_confidence() -> Iterator[Fact]:
    """Give a testimony with a picture."""
    text = "The white car of the example waited since six."
    given = give("tip", text, [PICTURE], ticket=ticket(), about="the market")
    files = [hashlib.sha256(PICTURE).hexdigest()]
    yield {"what": "testimony", "code": given.code, "texts": [text], "files": files}


def panel() -> Iterator[Fact]:
    """Let four experts answer two questions, and close the round."""
    _panel, _round, seats = panels.played((panels.Kind.SCORE, panels.Kind.PROBABILITY), experts=4)
    for number, one in enumerate(seats):
        for row in one.answers.all():
            reasons = f"Reason {number}."
            yield {"what": "answer", "pk": row.pk, "number": row.version, "reasons": reasons}


def release() -> Iterator[Fact]:
    """Freeze a release of the record."""
    folder = Path(settings.DATA) / "releases"
    made = freeze_release(Release.Kind.PROVISIONAL, by=adjudicator(), folder=folder)
    yield {"what": "release", "number": made.number}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
