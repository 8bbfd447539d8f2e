"""Cards to share: a few words and a name as a picture. It uses no database and no request."""

from vigil.charts.cards.drawing import Card, card_png, card_svg
from vigil.charts.cards.typefaces import drawable_text, font_files, font_folders

__all__ = ["Card", "card_png", "card_svg", "drawable_text", "font_files", "font_folders"]
