"""What others read of the fund is valid against the official schemas, and says what is left out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from fund.factories import donor, officer
from fund.published_grants import a_person, granted, several
from vigil.fund.releases import iati, threesixty_giving
from vigil.fund.releases import verbs as releases
from vigil.fund.releases.queries import PublishedRelease, newest_release
from vigil.trust.models import Level

pytestmark = [pytest.mark.django_db, pytest.mark.shared]
NAMED_IN_PACKAGE = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/360-giving-schema.json"
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(text: object) -> bool:
    """Say whether a text is a day with an hour: without the check, every text would be one."""
    return isinstance(text, str) and "T" in text and datetime.fromisoformat(text) is not None


@FORMATS.checks("uri", raises=ValueError)
def is_uri(text: object) -> bool:
    """Say whether a text is an address."""
    return isinstance(text, str) and bool(urlsplit(text).scheme)


@pytest.fixture(scope="session")
def activities(shared: Path) -> etree.XMLSchema:
    """Return the schema of IATI activities 2.03."""
    return etree.XMLSchema(
        etree.parse(shared / "data" / "schemas" / "iati-2.03" / "iati-activities-schema.xsd")
    )


@pytest.fixture(scope="session")
def package(shared: Path) -> Draft202012Validator:
    """Return the schema of 360Giving packages, which names the one of grants by its address."""
    folder = shared / "data" / "schemas" / "360giving"
    read = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    # It names its dialect by http, which the standard does by https.
    grant = DRAFT202012.create_resource(read["360-giving-schema.json"])
    registry: Registry[Any] = Registry().with_resource(NAMED_IN_PACKAGE, grant)
    return Draft202012Validator(
        read["360-giving-package-schema.json"],
        registry=registry,
        format_checker=FORMATS,
    )


def released() -> PublishedRelease:
    """Publish every kind of thing a file can hold."""
    both = [donor(), donor("ireland", name="Ireland & friends <eu>", reference="XM-DAC-21-1")]
    several(6, paid=100_01, donors=both)
    several(3, year=2021)
    several(3, year=2023)
    granted(Level.OPEN, donors=both, minor=10_000_01, paid=33_33, title="Río\x0b & <radio>")
    granted(Level.OPEN, country="", title="Nowhere")
    granted(Level.OPEN, country="XKX", title="Kosovo")
    a_person()
    releases.make_release(by=officer())
    told = newest_release()
    assert told is not None
    return told


def test_iati_is_valid(activities: etree.XMLSchema) -> None:
    content = iati.activities(released())
    activities.assertValid(etree.fromstring(content))
    broken = content.replace(b"<reporting-org", b"<reporting", 1).replace(
        b"</reporting-org", b"</reporting", 1
    )
    assert not activities.validate(etree.fromstring(broken))


def test_360giving_is_valid(package: Draft202012Validator) -> None:
    made = json.loads(threesixty_giving.package(released()))
    assert [error.message for error in package.iter_errors(made)] == []
    del made["grants"][0]["awardDate"]
    assert list(package.iter_errors(made))


def test_what_is_left_out_is_said_with_its_reason() -> None:
    root = ElementTree.fromstring(iati.activities(released()))
    remainders = [a for a in root if "remainder" in (a.findtext("iati-identifier") or "")]
    assert remainders
    for activity in remainders:
        told = activity.find(f"{{{iati.EXCLUSION_NAMESPACE}}}exclusion")
        assert told is not None
        assert (told.get("what"), told.get("reason")) == ("grants", iati.EXCLUDED_FOR_SAFETY)
        assert activity.find("recipient-country") is None
        days = {one.get("iso-date", "")[4:] for one in activity.iter("activity-date")}
        days |= {one.get("iso-date", "")[4:] for one in activity.iter("transaction-date")}
        assert days == {"-01-01", "-12-31"}


def test_budgets_of_a_listed_grant_add_up_to_what_is_committed() -> None:
    told = released()
    root = ElementTree.fromstring(iati.activities(told))
    item = next(one for one in told.items if "radio" in one.title)
    activity = next(a for a in root if (a.findtext("iati-identifier") or "").endswith(item.id))
    values = [one.findtext("value") or "0" for one in activity.iter("budget")]
    minor = sum(int(value.replace(".", "")) for value in values)
    assert minor == sum(item.sums("committed").values()) == 10_000_00
    assert len(values) == 2  # two years
