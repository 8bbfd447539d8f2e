"""What the desk does with a testimony: who may, what it leaves, what never becomes public."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from factories import (
    AccountFactory,
    CaseFactory,
    MembershipFactory,
    ReportFactory,
    adjudicator,
    publish_anew,
)
from files.carriers import jpeg
from publication.public_outputs import everything
from routes.worlds import made_user
from vigil.casefile.cases.index_columns import is_source
from vigil.casefile.cases.verbs.recomputing import refresh
from vigil.casefile.models import TESTIMONY, Account, Case, Report, Stage, Visibility
from vigil.casefile.reports.training_labels import decided_reports
from vigil.publication.models import PublicCase
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role
from vigil.trust.rooms import house
from vigil.witness import models
from vigil.witness.testimony.files import FileVersion
from vigil.witness.testimony.queries import access_records, in_reach
from vigil.witness.testimony.verbs.answering import (
    answer,
    close,
    destroy,
    open_file,
    open_testimony,
    place,
)
from vigil.witness.testimony.verbs.sending import take_back
from witness.testimony_factories import WORDS, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path / "data"
    return tmp_path


def editor(**limits: Any) -> Any:
    return made_user("editor@example.org", Role.EDITOR, **limits)


def test_opening_shows_the_words_and_who_looked_is_kept() -> None:
    given, by = told(about="the market"), editor()
    opened = open_testimony(given.testimony, by=by, why="first reading")
    assert (opened.about, [said.text for said in opened.messages]) == ("the market", [WORDS])
    (look,) = [look for look in access_records(given.testimony) if look.verb == "open_testimony"]
    assert (look.who, look.why) == (by, "first reading")


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_opened_without_a_reason(why: str) -> None:
    given = told()
    with pytest.raises(NotPossible, match="Say why"):
        open_testimony(given.testimony, by=editor(), why=why)
    assert not Decision.objects.filter(verb__in=("open_testimony", "open_sealed")).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in ("adjudicator", "editor")])
def test_no_other_role_does_anything(role: Role) -> None:
    given, by = told(), made_user("somebody@example.org", role)
    for act in (
        lambda: open_testimony(given.testimony, by=by, why="x"),
        lambda: answer(given.testimony, "x", by=by),
        lambda: close(given.testimony, by=by, why="x"),
        lambda: destroy(given.testimony, by=by, why="x"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not in_reach(by).exists()


@pytest.mark.parametrize(
    ("limits", "reached"),
    [
        ({}, {"COL es", "MEX es", " es", "COL "}),
        ({"countries": ["COL"]}, {"COL es", "COL "}),
        ({"languages": ["es"]}, {"COL es", "MEX es", " es"}),
        ({"countries": ["COL"], "languages": ["es"]}, {"COL es"}),
        ({"languages": ["ar"]}, set()),
    ],
)
def test_a_limited_role_reaches_only_what_is_known_to_be_its_own(
    limits: dict[str, list[str]], reached: set[str]
) -> None:
    by = editor(**limits)
    for country, language in (("COL", "es"), ("MEX", "es"), ("", "es"), ("COL", "")):
        told(country=country, language=language)
    assert {f"{one.country} {one.language}" for one in in_reach(by)} == reached
    for one in models.Testimony.objects.all():
        if f"{one.country} {one.language}" in reached:
            open_testimony(one, by=by, why="x")
        else:
            with pytest.raises(NotAllowed):
                open_testimony(one, by=by, why="x")


def test_without_the_key_nothing_is_opened(tmp_path: Path, settings: Settings) -> None:
    given = told()
    settings.VIGIL_KEYS = tmp_path / "seals-only"
    with pytest.raises(NotPossible, match="key is not on this machine"):
        open_testimony(given.testimony, by=editor(), why="x")


def test_an_editor_opens_the_copy_and_only_an_adjudicator_the_original() -> None:
    given, original = told(WORDS, jpeg()), jpeg()
    file = given.testimony.files.get()
    by = editor()
    copy = open_file(file, FileVersion.COPY, by=by, why="to look")
    assert copy.startswith(b"\xff\xd8")
    with pytest.raises(NotAllowed):
        open_file(file, FileVersion.ORIGINAL, by=by, why="to look")
    assert open_file(file, FileVersion.ORIGINAL, by=adjudicator(), why="to prove it") == original
    whys = [look.why for look in access_records(given.testimony) if look.verb == "open_sealed"]
    assert whys == ["copy: to look", "original: to prove it"]


def test_what_the_desk_destroys_opens_no_more() -> None:
    given, by = told(), adjudicator()
    destroy(given.testimony, by=by, why="asked by letter")
    with pytest.raises(NotPossible, match="was destroyed or taken back"):
        open_testimony(given.testimony, by=by, why="x")


# In a case


def public_case() -> Case:
    """A published case with one report that somebody published."""
    case = CaseFactory(
        public_id="V-7900", stage=Stage.VERIFIED, visibility=Visibility.PUBLISHED, country="COL"
    )
    report = ReportFactory(title="A man was killed", text="A man was killed in the market.")
    MembershipFactory(case=case, account=AccountFactory(report=report))
    refresh(case)
    publish_anew(case)
    return case


def test_in_a_case_it_is_no_source_and_changes_nothing_public() -> None:
    case, by = public_case(), adjudicator()
    case.refresh_from_db()
    counted = (case.n_reports, case.n_sources, case.title, case.score)
    before = everything(case)
    shown = PublicCase.objects.filter(case=case).values()
    row = list(shown)
    given = told("Marker words", about="Marker about")
    place(given.testimony, case, by=by, why="the same market")
    case.refresh_from_db()
    account = Account.objects.get(report__report_kind=TESTIMONY)
    assert account.membership.case == case
    assert not is_source(account)
    assert not account.claims.exists()
    assert (case.n_reports, case.n_sources, case.title, case.score) == counted
    assert list(PublicCase.objects.filter(case=case).values()) == row
    after = everything(case)
    assert after.keys() == before.keys()
    for at, page in after.items():
        assert "testimon" not in page.lower().replace("bear-witness", ""), at
        assert "Marker" not in page, at


def test_it_teaches_no_model() -> None:
    case, by = public_case(), adjudicator()
    given = told()
    place(given.testimony, case, by=by, why="the same market")
    keys = {decided.report.id for decided in decided_reports()}
    assert given.testimony.report is not None
    assert given.testimony.report.key not in keys
    # Nor would it if it had a text: the kind is asked, and not only that there is none.
    Report.objects.filter(report_kind=TESTIMONY).update(text="A man was killed.")
    assert given.testimony.report.key not in {one.report.id for one in decided_reports()}


def test_a_candidate_takes_no_testimony() -> None:
    given = told()
    case = CaseFactory(public_id=None, stage=Stage.CANDIDATE)
    with pytest.raises(NotPossible, match="Accept the case first"):
        place(given.testimony, case, by=adjudicator(), why="x")


def test_what_is_taken_back_leaves_its_case() -> None:
    case = public_case()
    given = told()
    place(given.testimony, case, by=adjudicator(), why="the same market")
    take_back(given.testimony)
    assert not Report.objects.filter(report_kind=TESTIMONY).exists()
    assert case.memberships.count() == 1


def test_a_withdrawal_says_that_names_are_not_looked_for_in_it() -> None:
    keeper = next(one for one in house.keepers() if one.room == "testimony")
    assert keeper.still_shows(["Casilda Reyes"]) == []
    told("Casilda Reyes was there")
    assert keeper.find(["Casilda Reyes"]) == []
    (said,) = keeper.still_shows(["Casilda Reyes"])
    assert said.startswith("1 testimony lies sealed")
