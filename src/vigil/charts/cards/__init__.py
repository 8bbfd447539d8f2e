"""Cards to share: a few words and a name as a picture. Knows no database and no request."""

from vigil.publication.cards.drawing import Card, draw, svg
from vigil.publication.cards.faces import drawable, files

__all__ = ["Card", "draw", "drawable", "files", "svg"]
