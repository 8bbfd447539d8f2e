"""Read the words of a text in any script, and how each may sound in Latin letters. Pure functions.

Names are transliterated in many ways, and some scripts leave out vowels. So a word in another
script has several sounds (`spelling.sound`): those of the Latin spellings that it may stand for.
كاسيريس, Касерес and カセレス all have the sound of Cáceres.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vigil.casefile.people.name_matching import fold
from vigil.publication.search.spelling import (
    SHORTEST,
    SHORTEST_SOUND,
    same_sound,
    sound,
    voiced,
)

SAME_SOUND: Final = 55
SAME_SHORT_SOUND: Final = 80
"""Similarity from which a word of another script is a spelling of a word of equal sound."""
MOST_SOUNDS: Final = 64
"""Most sounds of one word. The likeliest ones are made first."""
_ASCII_WORD: Final = re.compile(r"[^\W_]+")
_NOT_ASCII_WORD: Final = re.compile(r"[^a-z0-9]+")
_DOUBLED: Final = re.compile(r"(.)\1+")
_VOWELS: Final = frozenset("aeiou")

_SCRIPTS: Final = (
    ("cyrillic", "\u0400", "\u052f"),
    ("hebrew", "\u0590", "\u05ff"),
    ("arabic", "\u0600", "\u06ff"),
    ("arabic", "\u0750", "\u077f"),
    ("arabic", "\u08a0", "\u08ff"),
    ("kana", "\u3040", "\u30ff"),
    ("han", "\u3400", "\u9fff"),
    ("hangul", "\uac00", "\ud7af"),
)
_ONE_LETTER: Final = str.maketrans("أإآٱىئؤکگیە", "اااايءءكجيه", "ـ")
"""Arabic letters that are written in several ways; the sign that stretches a word is left out."""
_SMALL_KANA: Final = re.compile("([\u3041-\u30fa])([ァィゥェォャュョぁぃぅぇぉゃゅょ])")

Sounds = Mapping[str, tuple[str, ...]]
"""Letters -> what they may stand for in a sound, the likeliest first."""


def _sounds(text: str) -> Sounds:
    """Read `letters=one/other`; `-` is nothing."""
    pairs = (entry.split("=") for entry in text.split())
    read = {of: tuple(s.replace("-", "") for s in into.split("/")) for of, into in pairs}
    return dict(sorted(read.items(), key=lambda pair: -len(pair[0])))


_PLAIN: Final = "k=k l=l m=m n=n r=r s=s z=s t=t d=t p=p f=f v=v b=v j=j"
_LETTERS: Final[Mapping[str, Sounds]] = {
    "arabic": _sounds(
        "تش=s/ks تس=s كس=ks دج=j دز=s وا=-/v وي=-/v وو=-/v يا=-/j يو=-/j يي=-/j ا=- ء=- ع=- ه=- "
        "ة=- ح=- و=- ي=- ب=v/p پ=p ت=t ث=t/s ط=t د=t "
        "ض=t ذ=t/s ج=j چ=s ژ=j خ=k/j/- ر=r ز=s ظ=s/t س=s ش=s ص=s غ=j ف=f/v ڤ=v ق=k/j ك=k/j ل=l م=m "
        "ن=n"
    ),
    "hebrew": _sounds(f"{_PLAIN} ts=s sh=s kh=k/- v=-/v y=-/j h=- w=-/v p=p/f g=j q=k th=t"),
    "cyrillic": _sounds(f"{_PLAIN} dzh=j dz=s shch=s sh=s ch=s/ks ts=s zh=j kh=k/j/- g=j/- y=-/j"),
    "kana": _sounds(f"{_PLAIN} sh=s ch=s ts=s r=r/l h=-/j/f f=f/- g=j y=-/j w=-/v"),
    "hangul": _sounds(f"{_PLAIN} ch=s ng=n r=r/l l=l/r p=p/f j=j/s g=j/k h=- y=- w=-/v"),
    "han": _sounds(
        f"{_PLAIN} ng=n zh=j/s ch=s sh=s x=s q=k/s j=j/k/s c=s r=r/l l=l/r b=v/p f=f/v h=-/k g=j/k "
        "w=-/v y=-/j"
    ),
}
_FIRST: Final = {"و": ("v", "a"), "ي": ("j", "a")}
"""What letters stand for at the beginning of a word, if not what they do within."""
_LONG_VOWELS: Final = str.maketrans("اويىةء", "auiaa'")
_LIKELY: Final = {of: into[0] for of, into in _LETTERS["arabic"].items() if len(of) == 1}


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as it is written, in lower-case ASCII, and as it may sound.

    `voiced` is the likeliest sound with its vowels, which tells apart words of equal sound.
    """

    written: str
    word: str
    sounds: tuple[str, ...]
    voiced: str
    script: str = ""
    """The script, where it is not Latin and has sounds of its own."""

    def sounds_to_find(self) -> list[str]:
        """Return the sounds by which other spellings of this word are found."""
        shortest = SHORTEST_SOUND - 1 if self.script else SHORTEST_SOUND
        if not self.script and len(self.word) < SHORTEST:
            return []
        return [heard for heard in self.sounds if len(heard) >= shortest]

    def may_be(self, word: str, heard: str) -> bool:
        """Say whether a word of one of these sounds is similar enough to be a spelling of this."""
        if not self.script:
            return same_sound(self.word, word)
        from rapidfuzz import fuzz  # here: a web worker that is asked for no name is smaller

        least = SAME_SOUND if len(heard) >= SHORTEST_SOUND else SAME_SHORT_SOUND
        return fuzz.ratio(self.voiced, voiced(word)) >= least


def tokens(text: str) -> list[Token]:
    """Return the words of a text, each with its sounds."""
    return [token for piece in _pieces(text) if (token := _token(piece)).word]


def folded_words(text: str) -> list[str]:
    """Return the words of a text in lower-case ASCII. Words of other scripts stay in one piece."""
    return [word for word, _script_of_it in scripted_words(text)]


def scripted_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text in lower-case ASCII, each with its script."""
    pieces = ((piece, _script(piece)) for piece in _pieces(text))
    return [(word, script) for piece, script in pieces if (word := _folded(piece, script))]


def _pieces(text: str) -> Iterator[str]:
    """Yield the words of a text as they are written."""
    if text.isascii():
        yield from _ASCII_WORD.findall(text)
        return
    piece = ""
    for letter in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(letter)
        if category[0] in "LN" or (piece and category[0] == "M"):
            piece += letter
        elif category != "Cf":  # joiners, which are within words
            if piece:
                yield piece
            piece = ""
    if piece:
        yield piece


def _token(piece: str) -> Token:
    script = _script(piece)
    word = _folded(piece, script)
    if not script:
        return Token(piece, word, (sound(word),), voiced(word))
    if script == "arabic":
        letters = _arabic_letters(piece)
        likely = "".join(_LIKELY.get(one) or one for one in letters).translate(_LONG_VOWELS)
        return Token(piece, word, _all_sounds(letters, script), voiced(fold(likely)), script)
    once = _folded(_DOUBLED.sub(r"\1", piece), script)
    sounds = _all_sounds(_DOUBLED.sub(r"\1", once), script)
    return Token(piece, word, sounds, voiced(word), script)


def _script(piece: str) -> str:
    if piece.isascii():
        return ""
    for name, first, last in _SCRIPTS:
        if any(first <= letter <= last for letter in piece):
            return name
    return ""


def _folded(piece: str, script: str) -> str:
    if script == "arabic":
        piece = _arabic_letters(piece).replace("ا", "a")  # which folding would leave out
    elif script == "kana":
        piece = _SMALL_KANA.sub(_one_syllable, piece.replace("ー", ""))
    return _NOT_ASCII_WORD.sub("", fold(piece))


def _arabic_letters(piece: str) -> str:
    """Return the letters of an Arabic word without the marks of short vowels."""
    letters = (one for one in piece if unicodedata.category(one)[0] != "M")
    return "".join(letters).translate(_ONE_LETTER)


def _one_syllable(kana: re.Match[str]) -> str:
    """Write a kana and the small one after it as one syllable: フ and ァ are `fa`."""
    large, small = fold(kana[1]), fold(kana[2])
    begins = large.rstrip("aeiou")
    return begins + (small[-1] if begins in ("j", "sh", "ch") else small)


def _all_sounds(letters: str, script: str) -> tuple[str, ...]:
    """Return the sounds that a word of another script may have."""
    table = _LETTERS[script]
    found: Sequence[str] = [""]
    for number, choices in enumerate(_choices(letters, table)):
        # What is heard first is a vowel where the consonant before it is not written.
        some = _FIRST.get(letters[0], choices) if not number else choices
        some = some if number else tuple(dict.fromkeys(one or "a" for one in some))
        found = [before + one for before in found for one in some][:MOST_SOUNDS]
    return tuple(dict.fromkeys(one for one in found if one))


def _choices(letters: str, table: Sounds) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(letters):
        known = next((of for of in table if letters.startswith(of, at)), "")
        if known or letters[at] in _VOWELS:
            yield table.get(known, ("",))
        at += len(known) or 1
