"""Other spellings of one word: singular and plural, British and American."""

from __future__ import annotations

import re

_SHORTEST = 3
_SWAPS = (
    (re.compile(r"is(?=(e|ed|es|er|ers|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"iz(?=(e|ed|es|er|ers|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"ys(?=(e|ed|es|er|ers|ing)$)"), "yz"),
    (re.compile(r"yz(?=(e|ed|es|er|ers|ing)$)"), "ys"),
    (re.compile(r"(?<=[a-z]{2})our(?=(s|ed|ing|al|able|hood|hoods|ful|ite|ites)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{2})or(?=(s|ed|ing|al|able|hood|hoods|ful|ite|ites)?$)"), "our"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[bt])er(?=s?$)"), "re"),
    (re.compile(r"(?<=[aeiou])ll(?=(ing|ed|er|ers|or|ors)$)"), "l"),
    (re.compile(r"(?<=[aeiou])l(?=(ing|ed|er|ers|or|ors)$)"), "ll"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"og(?=s?$)"), "ogue"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"(?<=gra)m(?=s?$)"), "mme"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"ense(?=s?$)"), "ence"),
)


def number_forms(word: str) -> tuple[str, ...]:
    """Return a word in lower case with what may be its singular or plural, itself first."""
    forms = [word]
    if len(word) >= _SHORTEST and word.isalpha():
        forms += [f"{word}s", f"{word}es"]
        if word.endswith("ies"):
            forms.append(f"{word[:-3]}y")
        elif word.endswith("y"):
            forms.append(f"{word[:-1]}ies")
        if word.endswith("es"):
            forms.append(word[:-2])
        if word.endswith("s") and not word.endswith("ss"):
            forms.append(word[:-1])
    return tuple(dict.fromkeys(forms))


def light(word: str) -> str:
    """Return a word in lower case without what makes it a plural, nearly."""
    if len(word) <= _SHORTEST or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def inflections(word: str) -> tuple[str, ...]:
    """Return what may be the other forms of a verb in lower case: plant, plants, planted, planting."""
    bases = [word]
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            base = word[: -len(ending)]
            bases += [base, f"{base}e"]
            if base[-1] == base[-2] and base[-1] not in "aeiouls":
                bases.append(base[:-1])
    forms = []
    for base in bases:
        silent = base.removesuffix("e")
        double = base + base[-1]
        forms += [base, f"{base}s", f"{silent}es", f"{silent}ed", f"{silent}ing"]
        forms += [f"{double}ed", f"{double}ing"]
    return tuple(form for form in dict.fromkeys(forms) if form != word)


def respelled(word: str) -> tuple[str, ...]:
    """Return how a word in lower case might be spelled on the other side of the Atlantic."""
    return tuple(
        dict.fromkeys(swap.sub(other, word, count=1) for swap, other in _SWAPS if swap.search(word))
    )
