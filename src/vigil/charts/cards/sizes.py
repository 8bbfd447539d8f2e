"""The size of every card, which pages state before anybody has fetched the picture."""

from typing import Final

CARD_WIDTH: Final = 1200
CARD_HEIGHT: Final = 628
"""Pixels. Sites that link to a page show its card in this shape (1.91 to 1)."""
