"""The page of an outlet: correcting it, what is wrong, undoing."""

import pytest
from django.test import Client

from vigil.casefile.models import Case, OutletCorrection

pytestmark = pytest.mark.django_db


def test_an_outlet_is_corrected_and_put_back(at_desk: Client, candidate: Case) -> None:
    report = candidate.memberships.get().account.report
    read = report.outlet.name
    at = f"/desk/cases/{candidate.pk}/outlet/{report.pk}/"
    sent = {"act": "correct", "name": "Eco", "words": "copy", "scope": "host", "why": "a mirror"}
    assert at_desk.post(at, sent).status_code == 422  # of which outlet?
    assert at_desk.post(at, {**sent, "copied_from": "El Faro"}).status_code == 302
    html = at_desk.get(at).content.decode()
    assert read in html
    assert "El Faro" in html
    assert "correct the outlet" in at_desk.get(f"/desk/cases/{candidate.pk}/").content.decode()
    one = OutletCorrection.objects.get().pk
    assert at_desk.post(at, {"act": "undo", "one": one}).status_code == 302
    report.refresh_from_db()
    assert report.outlet.name == read
    assert at_desk.post(at, {"act": "undo", "one": one}).status_code == 409
