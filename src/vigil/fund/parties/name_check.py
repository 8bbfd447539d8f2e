"""Refuse public texts of the fund that name a party, or anybody who is not shown."""

from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.casefile.disclosure.withheld_words import words as words_of
from vigil.fund.models import Party
from vigil.fund.parties.verbs import sealing
from vigil.publication.policy.names_in_texts import (
    hidden_name_message,
    require_no_hidden_names,
)
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Level
from vigil.trust.rooms.log_words import LogWords


def require_unnamed(party: Party, *texts: str) -> None:
    """Raise NotPossible if a public text names the party or anybody not shown publicly.

    Open organisations may be named.
    """
    texts = tuple(text for text in texts if text.strip())
    if not texts:
        return
    require_no_hidden_names(*texts)
    if party.kind == Party.Kind.ORGANISATION and party.level == Level.OPEN:
        return
    kept = sealing.read_to_act(party, "party", party.uid, "name", why="to keep it out of words")
    name = set(words_of(kept))
    if name and any(name <= set(words_of(text)) for text in texts):
        raise NotPossible(hidden_name_message())


LOG: Final = LogWords(
    reasons={
        "to keep it out of words": pgettext_lazy("decision", "to keep it out of what is published"),
    },
)
