"""Draw the card of a story: who, when, where, and one line."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from vigil.charts.cards.drawing import Card, card_png
from vigil.trust.organisation.queries import organisation
from vigil.witness.stories.queries.public import StoryDisplay


def card_of(told: StoryDisplay) -> Card:
    """Return the card of a story, in the language of its text."""
    with override(told.text.language):
        stories = _("%(publisher)s · stories") % {"publisher": organisation().name}
        below = _("Told by the family") if told.text.family else stories
    where = [told.case.date, told.case.place] if told.case is not None else []
    return Card(
        above=told.text.name,
        words=told.text.summary or told.text.title,
        by=" · ".join(part for part in where if part),
        below=f"{below} · {told.entry.public_id}",
    )


def draw_card(told: StoryDisplay) -> bytes:
    """Draw the card of a story."""
    return card_png(card_of(told))
