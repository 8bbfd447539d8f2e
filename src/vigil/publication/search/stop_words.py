"""Words that select nothing: they are in most texts, and say little in a search."""

from typing import Final

from vigil.casefile.disclosure.withheld_words import PARTICLES

_WORDS = (
    # English
    "about after also been before but by for from had has have he her him his in into is it its not "
    "on one she than that their them they this to was were when where which while who with would "
    # Spanish and Portuguese
    "al com como con cuando era estaba este foi ha ja lo mais mas nao nem no nos num para pela pelo "
    "pero por porque que quem sem ser si sin sobre su sua sus suas seu seus tambien um uma un una "
    # French
    "au aux avec ce ces cette dans est elle il ils leur lui mais ne ou par pas pour qui sa se ses "
    "son sont sur une "
    # Arabic and Russian, in Latin letters
    "fy mn ly `ly mn l n hdh ldhy lty hw hy ma mma na ne po pri ot do iz za k s v i o kak chto ego ee"
)
STOP_WORDS: Final = PARTICLES | frozenset(_WORDS.split())
