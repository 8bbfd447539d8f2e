"""The codebook on the screens: read, proposed, discussed, released, and old codings listed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from casefile.codebook_changes.test_verbs import FIRST, SPLIT, as_shipped, decided, released
from desk.conftest import make_account, make_candidate, signed_in
from factories import adjudicator
from vigil.casefile.cases.verbs.opening import open_case
from vigil.casefile.coding.verbs.drafts import draft_coding
from vigil.casefile.models import CodebookProposal
from vigil.reading import codebook
from vigil.trust.models import User

pytestmark = pytest.mark.django_db
AT = "/desk/codebook/"
DRONE = {
    "act": "new_value",
    "new-en": "Drone (armed)",
    "new-en-definition": "Dropped or fired from the air.",
    "new-en-example": "“A drone circled the house.”",
    "new-own": "Dron armado",
    "reason": "three cases in a month",
    "example": "An explosive falls from a drone.",
}
__all__ = ["as_shipped"]


def test_from_a_proposal_to_the_next_version(
    at_desk: Client, coder: User, adjudicator: User
) -> None:
    page = at_desk.get(f"/es{AT}").content.decode()
    assert "Qué mató, o debía matar." in page
    method = f"{AT}fields/method/"
    assert at_desk.post(method, {**DRONE, "new-en": "Blade"}).status_code == 422
    at = at_desk.post(f"/es{method}", DRONE)["Location"].removeprefix("/es")
    at_desk.post(at, {"act": "comment", "text": "Seen it twice, @Ben Adjudicator"})
    chief = signed_in(adjudicator)
    assert "Comments on the codebook that call me" in chief.get("/account/").content.decode()
    shown = chief.get(at).content.decode()
    assert "Mark comments as read" in shown
    assert "Dropped or fired from the air." in shown
    chief.post(at, {"act": "read"})
    assert "Mark comments as read" not in chief.get(at).content.decode()
    assert "Accept into the next version" not in at_desk.get(at).content.decode()
    chief.post(at, {"act": "accept", "why": ""})
    case = open_case(make_candidate(make_account()), by=adjudicator)
    draft_coding(case, by=coder)
    chief.post(f"{AT}changes/", {"act": "release", "summary": "Drones."})
    assert f"#v{FIRST}" in at_desk.get(f"/desk/cases/{case.pk}/coding/").content.decode()
    assert codebook.current().fields["method"].values["drone_armed"].label("es") == "Dron armado"
    changes = at_desk.get(f"{AT}changes/").content.decode()
    assert "new value “Drone (armed)”" in changes
    with ZipFile(BytesIO(at_desk.get(f"{AT}versions/{FIRST}/").content)) as file:
        assert {"codebook.md", f"v{FIRST.replace('.', '_')}/case.toml", "v1_1/link.toml"} <= {
            *file.namelist()
        }
        assert "Drone (armed)" in file.read("codebook.md").decode()


def test_every_kind_of_change_can_be_proposed(at_desk: Client) -> None:
    why = {"reason": "rare", "example": "one case"}
    new = {
        f"{one}-en{part}": f"{one} {part}"
        for one in ("one", "two")
        for part in ("", "-definition", "-example")
    }
    for field, sent in (
        (
            "method",
            {"act": "wording", "value": "blade", "en-definition": "A knife.", "meaning": "on"},
        ),
        ("age", {"act": "wording", "en-example": "41 in one report."}),
        ("method", {"act": "retire", "value": "poison"}),
        ("place_type", {"act": "join", "value": "worship", "becomes": "public_building"}),
        ("method", {"act": "split", "value": "blade", **new}),
        ("motive", {"act": "open_first"}),
    ):
        assert at_desk.post(f"{AT}fields/{field}/", {**sent, **why}).status_code == 302, sent
        at = f"{AT}changes/{CodebookProposal.objects.latest('pk').pk}/"
        assert at_desk.get(at).status_code == 200
    for field, sent in (
        ("method", {"act": "wording"}),
        ("method", {"act": "retire", "value": "unknown"}),
        ("place_type", {"act": "join", "value": "worship", "becomes": "worship"}),
        ("outcome", {"act": "retire", "value": "killed"}),
    ):
        assert at_desk.post(f"{AT}fields/{field}/", {**sent, **why}).status_code == 422, sent


def test_old_codings_are_listed_until_somebody_looked() -> None:
    case = decided(method="blade")
    (split,) = released(SPLIT)
    chief = signed_in(adjudicator())
    page = chief.get(f"{AT}recode/").content.decode()
    assert f"/desk/cases/{case.pk}/take-up/" in page
    assert "blade (retired)" in chief.get(f"/desk/cases/{case.pk}/take-up/").content.decode()
    sent = {"act": "keep", "proposal": split.pk, "case": case.pk}
    assert chief.post(f"{AT}recode/", sent).status_code == 422
    assert chief.post(f"{AT}recode/", {**sent, "why": "no report says"}).status_code == 302
    assert "No case waits here" in chief.get(f"{AT}recode/").content.decode()
