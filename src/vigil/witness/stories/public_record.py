"""Read what the public record says about the case of a story."""

from collections.abc import Iterator

from vigil.casefile.cases.queries import public_cases
from vigil.casefile.disclosure.withheld_words import WithheldWords
from vigil.casefile.models import Case, Victim
from vigil.publication.cases.queries import with_everything
from vigil.publication.models import PublicCase
from vigil.publication.policy import disclosure as policy
from vigil.publication.policy import names_in_texts
from vigil.trust.access.errors import NotPossible
from vigil.witness.models import Story


def case_of(story: Story) -> Case | None:
    """Return the case of a story; where it was merged into another, that one."""
    case: Case | None = story.case
    while case is not None and case.superseded_by is not None:
        case = case.superseded_by
    return case


def public_row(story: Story) -> PublicCase | None:
    """Return the public row of a story's case, while it has one."""
    case = case_of(story)
    return PublicCase.objects.filter(pk=case.pk).first() if case is not None else None


def digest_now(story: Story) -> str:
    """Return the digest of the public row of a story's case; empty where there is none."""
    row = public_row(story)
    return row.digest if row is not None else ""


def withheld_in(story: Story) -> WithheldWords:
    """Return the names and places that no public text about the case may contain.

    Of a case that is not public, the names that were withdrawn: it may come back.
    """
    case = case_of(story)
    if case is None:
        return WithheldWords(())
    full = with_everything(public_cases()).filter(pk=case.pk).first()
    return policy.withheld_in(full) if full is not None else WithheldWords(case.withheld)


def require_public_names(story: Story, *texts: str) -> None:
    """Check words that readers see without a review. Raises NotPossible (they name a person)."""
    withheld = withheld_in(story)
    if not all(withheld.allows(text) for text in texts):
        raise NotPossible(names_in_texts.hidden_name_message())
    # Of other cases too; whom the story is about, the record names.
    for name in sorted(public_names(story), key=len, reverse=True):
        texts = tuple(text.replace(name, "") for text in texts)
    names_in_texts.require_no_hidden_names(*texts)


def persons_of(story: Story) -> list[Victim]:
    """Return the people whom a story is about, with the spellings of their names."""
    rows = Victim.objects.filter(uid__in=story.persons).prefetch_related(
        "names", "accepted", "case__memberships__account__claims"
    )
    return list(rows.select_related("case"))


def all_named_in_record(story: Story) -> bool:
    """Return whether the record names everybody whom the story is about."""
    persons = persons_of(story)
    return bool(persons) and all(policy.public_names(person) for person in persons)


def public_names(story: Story) -> Iterator[str]:
    """Yield the spellings under which the record names the people of a story."""
    for person in persons_of(story):
        yield from policy.public_names(person)
