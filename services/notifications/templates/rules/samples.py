"""Values to try a text with: invented ones, and the worst that people, councils and files bring."""

from __future__ import annotations

from collections.abc import Mapping

SAMPLE: Mapping[str, str] = {
    "name": "Jo Bloggs",
    "organisation": "Sample Borough Council",
    "innovations": "“A sample innovation”",
    "edition": "(the event)",
    "venue": "(the venue)",
    "dates": "(the dates)",
    "themes": "(the themes)",
    "answer_link": "https://link-to-answer.example/",
    "unsubscribe_link": "https://link-to-stop.example/",
}
CASES: Mapping[str, str] = {
    "": "As usual",
    "longest": "The longest values",
    "missing": "Values that are missing",
    "odd": "Odd characters",
}
_LONG = {
    "name": "Professor Dr Bartholomew Featherstonehaugh-Cholmondeley of the Shared Digital Service",
    "organisation": "Bournemouth, Christchurch and Poole and North Northamptonshire Combined Authority",
    "innovations": ", ".join(
        f"“Number {n} of five innovations whose titles are as long as a title is allowed to be”"
        for n in range(1, 6)
    ),
    "venue": "The Great Hall of the Harrogate International Convention and Exhibition Centre",
    "dates": "30 September 2026 to 1 October 2026",
    "themes": ", ".join(["children and young people", "adult social care", "housing"] * 3),
}
_ODD = "O’Brien & “Söns” <b>x</b> 你好 مرحبا 🏴 % {{x}} ((name))"  # noqa: RUF001


def case_values(case: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values as the worst case of a kind has them; links stay as they are."""
    links = {name: text for name, text in values.items() if name.endswith("_link")}
    words = {name: text for name, text in values.items() if name not in links}
    if case == "longest":
        worst = {n: max(text, _LONG.get(n, text), key=len) for n, text in words.items()}
        long_links = {name: f"{text}{'x' * 120}" for name, text in links.items()}
        return worst | long_links
    if case == "missing":
        return dict.fromkeys(words, "") | links
    if case == "odd":
        return dict.fromkeys(words, _ODD) | links
    return dict(values)
