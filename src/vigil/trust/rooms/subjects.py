"""What a room states of its kinds of subjects: who opens, protects and speaks for them."""

from collections.abc import Collection
from dataclasses import dataclass

from rules import Predicate  # type: ignore[attr-defined]

from vigil.trust.models import Role


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """A kind of subject ("member", "request") and who may do what with one of that kind.

    A rule is asked with the user and the subject: a person agrees for themself, for example.
    """

    kind: str
    opened_by: Collection[Role] = ()
    """Roles that open what the vault holds of it. Others find it sealed."""
    spoken_for_by: Predicate | None = None
    """Who may record what it agrees to and give files of it, beside those who always may."""
    taken_away_by: Predicate | None = None
    """Who may end what was agreed and remove its files, beside those who always may."""
    protected_by: Predicate | None = None
    """Who alone sets how far it may be seen; None: those who set it for everybody."""
    released_by: Predicate | None = None
    """Who alone releases and discards letters about it; None: those who do so for all letters."""
