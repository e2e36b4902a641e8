"""What is encoded once and what is filled in read as the text that a person would have got whole."""

from __future__ import annotations

import quopri

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.delivery.rules.quoting import fill_quoted, quote_nodes, quote_piece
from services.notifications.templates.rules import Choice, Value, fill_nodes

WORDS = st.text(alphabet=st.sampled_from("aé=. \t\n“x"), max_size=200)


@given(before=WORDS, value=WORDS, after=WORDS, fallback=WORDS)
def test_a_filled_text_reads_as_if_it_had_been_encoded_whole(
    before: str, value: str, after: str, fallback: str
) -> None:
    nodes = (before, Value("name", fallback), Choice("name", wanted=True, nodes=(after,)), after)
    mail = fill_quoted(quote_nodes(nodes), {"name": value}, {"name": quote_piece(value)})
    read = quopri.decodestring(mail).decode()
    whole = fill_nodes(nodes, {"name": value}) + "\n"
    assert _lines(read) == _lines(whole)
    assert all(len(line) <= 76 for line in mail.split(b"\r\n"))
    assert b"\n" not in mail.replace(b"\r\n", b"")
    assert mail.isascii()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
