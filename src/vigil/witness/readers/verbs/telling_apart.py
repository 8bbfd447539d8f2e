"""Note which relative agreed, in a word that is no name."""

from typing import Final

from django.utils.translation import pgettext_lazy

from vigil.trust.decisions.subjects import Subject
from vigil.trust.decisions.verbs import record, require
from vigil.trust.models import Consent, User
from vigil.trust.rooms.log_words import LogWords
from vigil.witness.models import RelativeWord
from vigil.witness.works.changes import verb


@verb
def tell_apart(consent: Consent, word: str, *, by: User) -> None:
    """Keep a word for whoever gave a consent, or none. It was checked (`relatives`).

    Raises NotAllowed.
    """
    subject = Subject(consent.subject_kind, consent.subject_key)
    require(by, "trust.record_consent", subject)
    if word:
        RelativeWord.objects.update_or_create(consent=consent, defaults={"word": word})
    else:
        RelativeWord.objects.filter(consent=consent).delete()
    record("tell_apart", *subject, by=by, after={"use": consent.use})


LOG: Final = LogWords(
    verbs={
        "tell_apart": pgettext_lazy("decision", "note which relative agreed"),
    },
)
