"""Numbers of people as reports write them, in figures and in words."""

ONE = frozenset(["1", "one", "un", "una", "uno", "um", "uma", "une"])
NUMBERS = {
    word: number
    for number, words_of in enumerate(
        (
            "two dos dois duas deux due двое два اثنان",
            "three tres trois tre трое три ثلاثة",
            "four cuatro quatro quatre quattro четверо четыре أربعة",
            "five cinco cinq cinque пятеро пять خمسة",
            "six seis sei шесть шестеро ستة",
            "seven siete sete sept sette семь سبعة",
            "eight ocho oito huit otto восемь ثمانية",
            "nine nueve nove neuf девять تسعة",
            "ten diez dez dix dieci десять عشرة",
        ),
        2,
    )
    for word in words_of.split()
}
"""Words for two to ten, folded, in the seven languages."""

WORDS = "|".join(NUMBERS)
COUNT = rf"(?:\d{{1,3}}|{'|'.join(sorted(ONE - {'1'}))}|{WORDS})"
"""Pattern of a number of people."""
