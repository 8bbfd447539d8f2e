"""What the basis of a link must say, and what the codebook asks of it."""

import pytest

from vigil.reading import codebook
from vigil.reading.codebook.link_basis import BasisObjection, objections_to_basis

NO_COURT, NO_GROUP, DENIES = BasisObjection


@pytest.mark.parametrize(
    "basis",
    [
        "The court of appeal found that the leadership of a clan had ordered it; this is final.",
        "Members of a drug gang were convicted, and the conviction was upheld.",
        "In the final ruling of the tribunal, a criminal organisation decided on the killing.",
        "A jury found that three men of an extortion network did it; who paid is not established.",
        "Courts convicted members of a gang of poachers. Reports also tie it to the drug trade.",
    ],
)
def test_a_court_that_found_a_group_bears_the_value(basis: str) -> None:
    assert objections_to_basis("established_in_court", basis) == []


@pytest.mark.parametrize(
    ("basis", "objections"),
    [
        ("Police speak of a cartel.", [NO_COURT]),
        ("A jury found the hired killer guilty.", [NO_GROUP]),
        ("The neighbours believe it.", [NO_COURT, NO_GROUP]),
        ("The court found a land-grabber guilty; this was not a mafia-type group.", [DENIES]),
        ("Courts convicted them; a local criminal interest, no large syndicate.", [DENIES]),
        ("The judgment says that he was no member of a group.", [DENIES]),
        ("A gang was named, but in the court's finding nobody else took part.", [DENIES]),
        ("The jury found that he acted alone; police spoke of a gang.", [DENIES]),
        ("A network was charged; its leader was cleared by a jury.", [DENIES]),
        ("He was convicted; that a group stood behind him was not established.", [DENIES]),
    ],
)
def test_a_basis_that_bears_less_is_told_why(basis: str, objections: list[BasisObjection]) -> None:
    assert objections_to_basis("established_in_court", basis) == objections


@pytest.mark.parametrize("value", ["credibly_alleged", "suspected", "none_reported", "unclear"])
def test_weaker_values_need_no_court(value: str) -> None:
    assert objections_to_basis(value, "Police spoke of no group.") == []


def test_the_codebook_asks_for_a_final_judgment_and_for_the_group_of_the_convention() -> None:
    field = codebook.current().fields["organised_crime_link"]
    assert "three or more people" in field.definition
    assert "Palermo Convention, article 2" in field.definition
    assert "final judgment" in field.values["established_in_court"].definition
    assert "can still be appealed" in field.values["credibly_alleged"].definition


def test_older_codings_keep_the_older_meaning() -> None:
    older = codebook.load("1.0").fields["organised_crime_link"]
    assert "still open to appeal is enough" in older.values["established_in_court"].definition
    assert list(older.values) == list(codebook.current().fields["organised_crime_link"].values)
