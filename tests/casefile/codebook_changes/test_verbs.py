"""A change of the codebook: proposed, accepted by a second person, released; old codings stay."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db.models import Q

from casefile.coding.test_verbs import VALUES, an_open_case, coded_by
from factories import UserFactory, adjudicator, coder
from vigil.casefile.codebook_changes import versions
from vigil.casefile.codebook_changes.queries import ToRecode, to_recode, unseen_calls
from vigil.casefile.codebook_changes.verbs import (
    accept_change,
    comment,
    decline_change,
    keep_as_coded,
    propose_change,
    read_comments,
    release_codebook,
    withdraw_change,
)
from vigil.casefile.coding.checks import InvalidCoding
from vigil.casefile.coding.verbs.adjudicating import adjudicate
from vigil.casefile.coding.verbs.drafts import draft_coding, save_draft
from vigil.casefile.coding.verbs.submitting import submit_coding
from vigil.casefile.coding.verbs.verifying import verify
from vigil.casefile.models import Case, CodebookProposal, Coding
from vigil.reading import codebook
from vigil.reading.codebook.editing import Edit, NewValue, Words
from vigil.reading.codebook.loading import know
from vigil.trust.access.errors import NotAllowed, NotPossible
from vigil.trust.models import Decision, Role

pytestmark = pytest.mark.django_db
ANYWHERE = ~Q(pk__in=[])
SHIPPED = codebook.versions()[-1]
FIRST, SECOND = f"{SHIPPED}.1", f"{SHIPPED}.2"
DRONE = NewValue(
    key="drone",
    labels={"en": "drone", "es": "dron"},
    texts={"en": Words(definition="Dropped from the air.", example="“A drone circled.”")},
)
NEW = Edit(kind="new_value", field="method", values=(DRONE,))
JOIN = Edit(kind="join", field="place_type", value="worship", becomes="public_building")
SPLIT = Edit(
    kind="split",
    field="method",
    value="blade",
    values=tuple(
        NewValue(key=key, labels={"en": key}, texts={"en": Words(definition="So.", example="So.")})
        for key in ("knife", "machete")
    ),
)


@pytest.fixture(autouse=True)
def as_shipped() -> Iterator[None]:
    """Forget the versions of a test, whose rows are gone."""
    yield
    know({})


def released(*edits: Edit) -> list[CodebookProposal]:
    made = [propose_change(edit, "asked for", "one case", by=coder()) for edit in edits]
    chief = adjudicator()
    for one in made:
        accept_change(one, by=chief)
    release_codebook("More values.", by=chief)
    return [CodebookProposal.objects.get(pk=one.pk) for one in made]


def said(**values: Any) -> dict[str, Any]:
    made = deepcopy(VALUES)
    made["case"].update(values)
    return made


def decided(**values: Any) -> Case:
    """Return a verified case with these values."""
    case, one, other = an_open_case(), coder(), coder()
    coded_by(case, (one, said(**values)), (other, said(**values)))
    proposed = adjudicate(case, said(**values), dict.fromkeys(values, "so"), by=adjudicator())
    return verify(proposed, by=one)


def test_two_people_make_a_version_and_old_codings_keep_theirs() -> None:
    case, one, other, ana = an_open_case(), coder(), coder(), coder()
    handed_in = submit_coding(draft_coding(case, by=one), said(), by=one)
    draft = save_draft(draft_coding(case, by=other), said(place_type="worship"), by=other)
    proposed = propose_change(NEW, "three cases", "a flying thing", by=ana)
    chief = adjudicator()
    for act in (
        lambda: accept_change(proposed, by=ana),
        lambda: release_codebook("More.", by=other),
        lambda: propose_change(NEW, "r", "e", by=UserFactory(roles=[Role.AUDITOR])),
    ):
        with pytest.raises(NotAllowed):
            act()
    own = propose_change(JOIN, "rare", "one chapel", by=chief)
    for refused in (
        lambda: accept_change(own, by=chief),
        lambda: release_codebook("Nothing is accepted.", by=chief),
        lambda: propose_change(NEW, " ", "e", by=ana),
        lambda: propose_change(
            Edit(kind="retire", field="outcome", value="killed"), "r", "e", by=ana
        ),
    ):
        with pytest.raises(NotPossible):
            refused()
    accept_change(proposed, by=chief)
    accept_change(own, by=adjudicator())
    made = release_codebook("Drones.", by=chief)
    assert (made.number, codebook.current().version) == (FIRST, FIRST)
    assert codebook.current().fields["method"].values["drone"].label("es") == "dron"
    assert [change.why for change in codebook.current().edition.changes] == ["three cases", "rare"]
    versions_now = dict(Coding.objects.values_list("pk", "codebook_version"))
    assert versions_now == {handed_in.pk: SHIPPED, draft.pk: FIRST}
    assert draft_coding(case, by=one).pk == handed_in.pk  # who coded it need not code it again
    with pytest.raises(InvalidCoding, match="no longer a value"):
        submit_coding(draft, said(place_type="worship"), by=other)
    assert submit_coding(draft, said(method="drone"), by=other).codebook_version == FIRST
    told = Decision.objects.get(verb="release_codebook")
    assert told.after == {"codebook": FIRST, "codebook_changes": 2}


def test_another_process_knows_it_and_a_version_can_follow() -> None:
    released(NEW)
    know({})
    versions.refresh()
    assert codebook.current().version == FIRST
    edit = Edit(kind="wording", field="method", value="drone", labels={"en": "by drone"})
    released(edit)
    book = codebook.current()
    assert (book.version, book.fields["method"].values["drone"].label()) == (SECOND, "by drone")
    assert codebook.versions()[-3:] == [SHIPPED, FIRST, SECOND]


def test_joined_is_read_as_the_other_and_the_rest_is_listed() -> None:
    case = decided(place_type="worship", method="blade")
    join, split = released(JOIN, SPLIT)
    row = case.accepted.get(field="place_type")
    assert (row.value, row.value_in_force) == ("worship", "public_building")
    assert list(to_recode(join, ANYWHERE)) == []
    found = list(to_recode(split, ANYWHERE))
    assert found == [ToRecode(Case.objects.get(), ("blade",), True, True)]
    assert list(to_recode(split, Q(pk__in=[]))) == []
    assert case.accepted.get(field="method").value == "blade"
    with pytest.raises(NotPossible):
        keep_as_coded(split, case, by=adjudicator(), why=" ")
    with pytest.raises(NotAllowed):
        keep_as_coded(split, case, by=coder(), why="it stays")
    keep_as_coded(split, case, by=adjudicator(), why="no report says which")
    assert list(to_recode(split, ANYWHERE)) == []


def test_a_proposal_is_discussed_withdrawn_or_declined() -> None:
    ana, ben = coder(display_name="Ana"), adjudicator(display_name="Ben")
    one, two = (propose_change(NEW, "r", "e", by=ana) for _n in range(2))
    comment(one, "What of balloons, @Ben?", by=ana)
    assert unseen_calls(ben).count() == 1
    read_comments(one, by=ben)
    assert not unseen_calls(ben).exists()
    with pytest.raises(NotPossible):
        comment(one, " ", by=ben)
    with pytest.raises(NotAllowed):
        withdraw_change(one, by=ben)
    assert withdraw_change(one, by=ana).state == "withdrawn"
    accept_change(two, by=ben)
    with pytest.raises(NotPossible):
        decline_change(two, by=ben, why="")
    assert decline_change(two, by=ben, why="one case is too few").state == "declined"
    with pytest.raises(NotPossible):
        accept_change(two, by=ben)
