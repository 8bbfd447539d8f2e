"""Make the lists of words for keys from published lists.

    python checks/word_lists.py FOLDER

FOLDER holds `en.txt` (EFF short word list 2.0) and `es.txt`, `fr.txt`, `pt.txt` (BIP-39), as
src/vigil/fund/word_keys/lists/SOURCES.md says. Of each list as many words stay as can be found of
which no two are closer than three slips (one letter more, less or other, or two neighbours
swapped; case and accents do not count). So one slip in a word never makes another word of it, nor
anything as close to another word. Writes the lists beside SOURCES.md, the same each time.
"""

import random
import sys
import unicodedata
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from vigil.fund.word_keys.folding import fold

TARGET: Final = Path(__file__).resolve().parents[1] / "src/vigil/fund/word_keys/lists"
LANGUAGES: Final = ("en", "es", "fr", "pt")
SHORTEST: Final = 4
"""Letters: of a shorter word a slip leaves too little."""
TRIES: Final = 60
UNFIT: Final = frozenset(
    (
        *("arma", "bala", "bomba", "cadáver", "cárcel", "celda", "cuchillo", "droga", "espada"),
        *("esposas", "fosa", "herida", "ladrón", "lápida", "látigo", "matar", "morir", "muerte"),
        *("muerto", "odio", "pistola", "puñal", "rehén", "sangre", "tumba", "veneno", "verdugo"),
        *("arme", "balle", "bombe", "cadavre", "couteau", "épée", "fusil", "otage", "poignard"),
        *("poison", "prison", "tombe", "venin", "assalto", "bandido", "cadeia", "crime", "faca"),
        *("fuzil", "morte", "prisão", "punhal", "sangue", "tiro", "túmulo", "coffin", "corpse"),
        *("death", "dagger", "hostage", "knife", "murder"),
    )
)
"""Nobody who was threatened should have to learn these."""


def chosen(words: list[str]) -> list[str]:
    """Return the most words that were found of which no two are closer than three slips."""
    folded = [fold(word) for word in words]
    near = cdist(folded, folded, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8) <= 2
    np.fill_diagonal(near, val=False)
    chances = [random.Random(n) for n in range(TRIES)]  # noqa: S311 (the same lists each time)
    best = max((_independent(near, chance) for chance in chances), key=len)
    return [words[n] for n in sorted(best)]


def _independent(near: np.ndarray, chance: random.Random) -> list[int]:
    """Take word after word that has the fewest near ones, and drop those."""
    degrees = near.sum(1).astype(float)
    left, taken = np.ones(len(degrees), dtype=bool), list[int]()
    blur = np.array([chance.random() for _ in degrees]) * 0.9
    while left.any():
        one = int(np.where(left, degrees + blur, np.inf).argmin())
        gone = np.flatnonzero(near[one] & left)
        taken.append(one)
        left[one] = False
        left[gone] = False
        degrees -= near[gone].sum(0)
    return taken


def main() -> None:
    """Make all lists."""
    for language in LANGUAGES:
        text = (Path(sys.argv[1]) / f"{language}.txt").read_text(encoding="utf-8")
        words = unicodedata.normalize("NFC", text).split()
        fit = [word for word in words if word not in UNFIT and len(fold(word)) >= SHORTEST]
        kept = chosen(fit)
        (TARGET / f"{language}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(language, len(words), len(kept))


if __name__ == "__main__":
    main()
