"""Documents of a case at the desk: in, out, away; and nobody else's."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from desk.conftest import make_candidate, signed_in
from factories import CaseFactory, UserFactory
from files.carriers import CARRIERS, marker, pdf, traces
from vigil.casefile.models import Case, Stage
from vigil.trust.models import Decision, Role, RoleGrant, Upload, User
from vigil.trust.uploads.downloads import POLICY
from vigil.trust.vault.keys import make_missing

MARK = marker(3)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.VIGIL_KEYS = tmp_path / "keys"
    make_missing()
    return settings.DATA


@pytest.fixture
def case(db: None) -> Case:
    return CaseFactory(public_id="V-7100", stage=Stage.OPEN, country="COL")


def post(client: Client, case: Case, content: bytes, **values: str) -> object:
    # A lying name and type, on purpose.
    file = SimpleUploadedFile("casilda-house.txt", content, content_type="text/plain")
    return client.post(
        f"/desk/cases/{case.pk}/documents/", {"file": file, "what": "Court paper", **values}
    )


def attached(coder: User, case: Case, **values: str) -> Upload:
    response = post(signed_in(coder), case, CARRIERS["jpeg exif gps"](MARK), **values)
    assert response.status_code == 302, response.content  # type: ignore[attr-defined]
    return Upload.objects.latest("pk")


def test_document_is_attached_listed_and_downloaded(coder: User, case: Case) -> None:
    upload = attached(coder, case)
    page = signed_in(coder).get(f"/desk/cases/{case.pk}/documents/").content.decode()
    assert "Court paper" in page
    assert "casilda-house" not in page
    response = signed_in(coder).get(f"/desk/cases/{case.pk}/documents/{upload.uid}/")
    assert response.status_code == 200
    assert traces(response.content, MARK) == []
    headers = response.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == f'attachment; filename="document-{upload.pk}.jpg"'
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


def test_attaching_is_in_the_history_of_the_case(coder: User, case: Case) -> None:
    attached(coder, case)
    page = signed_in(coder).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "attach a document" in page
    assert f"/desk/cases/{case.pk}/documents/" in page


def test_refused_file_says_why_and_keeps_what_was_typed(coder: User, case: Case) -> None:
    response = post(signed_in(coder), case, b"<html>")
    assert response.status_code == 422  # type: ignore[attr-defined]
    page = response.content.decode()  # type: ignore[attr-defined]
    assert "no picture" in page
    assert 'value="Court paper"' in page
    empty = signed_in(coder).post(f"/desk/cases/{case.pk}/documents/")
    assert empty.status_code == 422


def test_what_was_left_behind_is_said(coder: User, case: Case) -> None:
    post(signed_in(coder), case, CARRIERS["pdf outline"](MARK))
    page = signed_in(coder).get(f"/desk/cases/{case.pk}/documents/").content.decode()
    assert "its outline" in page


def test_original_is_for_adjudicators_with_a_reason(
    coder: User, adjudicator: User, case: Case
) -> None:
    upload = attached(coder, case, keep_original="on")
    at = f"/desk/cases/{case.pk}/documents/{upload.uid}/original/"
    assert signed_in(coder).post(at, {"why": "curious"}).status_code == 403
    assert signed_in(adjudicator).post(at).status_code == 409
    response = signed_in(adjudicator).post(at, {"why": "the court asks"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert traces(response.content, MARK)
    assert Decision.objects.get(verb="open_sealed").why == "the court asks"


def test_an_adjudicator_of_another_country_opens_no_original_here(
    coder: User, adjudicator: User, case: Case
) -> None:
    upload = attached(coder, case, keep_original="on")
    adjudicator.grants.update(countries=["MEX"])
    RoleGrant.objects.create(user=adjudicator, role=Role.CODER)
    client, at = signed_in(adjudicator), f"/desk/cases/{case.pk}/documents/"
    assert "Open the original" not in client.get(at).content.decode()
    assert client.get(f"{at}{upload.uid}/").status_code == 200
    assert client.post(f"{at}{upload.uid}/original/", {"why": "curious"}).status_code == 403
    assert not Decision.objects.filter(verb="open_sealed").exists()


def test_removed_document_is_gone(coder: User, case: Case) -> None:
    upload = attached(coder, case)
    at = f"/desk/cases/{case.pk}/documents/{upload.uid}/"
    assert signed_in(coder).post(f"{at}remove/").status_code == 409
    assert signed_in(coder).post(f"{at}remove/", {"why": "the family asked"}).status_code == 302
    assert signed_in(coder).get(at).status_code == 404
    assert "Court paper" not in signed_in(coder).get(at.rsplit("/", 2)[0] + "/").content.decode()


def test_document_of_another_case_is_not_found(coder: User, case: Case) -> None:
    upload = attached(coder, case)
    other = CaseFactory(public_id="V-7101", stage=Stage.OPEN)
    for path in ("", "remove/"):
        at = f"/desk/cases/{other.pk}/documents/{upload.uid}/{path}"
        client = signed_in(coder)
        response = client.post(at, {"why": "x"}) if path else client.get(at)
        assert response.status_code == 404


def test_whoever_does_not_reach_the_case_reads_none_of_it(coder: User, case: Case) -> None:
    upload = attached(coder, case, keep_original="on")
    for role in (Role.CODER, Role.ADJUDICATOR):
        far = UserFactory()
        RoleGrant.objects.create(user=far, role=role, countries=["MEX"])
        client, at = signed_in(far), f"/desk/cases/{case.pk}/documents/"
        assert client.get(at).status_code == 403
        assert client.get(f"{at}{upload.uid}/").status_code == 403
        assert client.post(f"{at}{upload.uid}/original/", {"why": "x"}).status_code == 403
        assert client.post(f"{at}{upload.uid}/remove/", {"why": "x"}).status_code == 403
        assert post(client, case, pdf()).status_code == 403  # type: ignore[attr-defined]
    assert Upload.objects.count() == 1


def test_documents_follow_a_merge(coder: User, case: Case) -> None:
    upload = attached(coder, case)
    kept = CaseFactory(public_id="V-7102", stage=Stage.OPEN)
    Case.objects.filter(pk=case.pk).update(superseded_by=kept)
    page = signed_in(coder).get(f"/desk/cases/{kept.pk}/documents/").content.decode()
    assert upload.uid in page
    refused = post(signed_in(coder), case, pdf())
    assert refused.status_code == 409  # type: ignore[attr-defined]
    assert "leads to another" in refused.content.decode()  # type: ignore[attr-defined]


def test_document_of_a_merged_case_is_removed_where_it_is_now(coder: User, case: Case) -> None:
    upload = attached(coder, case)
    kept = CaseFactory(public_id="V-7102", stage=Stage.OPEN)
    Case.objects.filter(pk=case.pk).update(superseded_by=kept)
    client, why = signed_in(coder), {"why": "the family asked"}
    page = client.get(f"/desk/cases/{case.pk}/documents/").content.decode()
    assert upload.uid in page
    assert "Remove for good" not in page
    at = f"documents/{upload.uid}/remove/"
    refused = client.post(f"/desk/cases/{case.pk}/{at}", why)
    assert refused.status_code == 409
    assert "This case was merged into V-7102." in refused.content.decode()
    assert client.post(f"/desk/cases/{kept.pk}/{at}", why).status_code == 302


def test_proposal_takes_no_document(coder: User) -> None:
    candidate = make_candidate()
    response = post(signed_in(coder), candidate, pdf())
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "Accept the case first" in response.content.decode()  # type: ignore[attr-defined]
    assert not Upload.objects.exists()


def test_script_in_what_it_shows_is_text(coder: User, case: Case) -> None:
    attached(coder, case, what="<script>alert(1)</script>")
    page = signed_in(coder).get(f"/desk/cases/{case.pk}/documents/").content.decode()
    assert "<script>alert" not in page
