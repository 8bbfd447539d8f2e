"""Words that select nothing: they are in most texts, and say little in a search."""

from typing import Final

from vigil.casefile.disclosure.withheld_words import PARTICLES
from vigil.publication.search.tokens import folded_words

_WORDS: Final = """
about after also been before but by for from had has have he her him his in into is it its not on
one she than that their them they this to was were when where which while who with would
al com como con cuando era estaba este foi ha já lo más mas nao nem no nos num para pela pelo pero
por porque que quem sem ser si sin sobre su sua sus suas seu seus también um uma un una
au aux avec ce ces cette dans est elle il ils leur lui mais ne ou par pas pour qui sa se ses son
sont sur une
في من على إلى عن ان هذا هذه الذي التي هو هي ما مع او
на не по при от до из за как что его её она они или для
"""
STOP_WORDS: Final = PARTICLES | frozenset(folded_words(_WORDS))
