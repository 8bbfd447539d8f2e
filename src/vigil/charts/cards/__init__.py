"""Cards to share: a few words and a name as a picture. Knows no database and no request."""

from vigil.charts.cards.drawing import Card, draw, svg
from vigil.charts.cards.typefaces import drawable, files

__all__ = ["Card", "draw", "drawable", "files", "svg"]
