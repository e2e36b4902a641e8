"""A simple query string is read without the schema, and means what the schema would read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from services.catalogue.search.schemas import FILTERS, SearchQuery


@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                ["q", "theme", "region", "council", "sort", "limit", "cursor", "exact", "year", "x"]
            ),
            st.one_of(
                st.sampled_from(
                    ["", "newest", "relevance", "7", "0", "100", "101", "007", "\u0661"]
                ),
                st.text(max_size=30),
                st.sampled_from(["a" * 201, "b" * 501, "c" * 1001]),
            ),
        ),
        max_size=5,
    )
)
def test_what_is_read_quickly_is_what_the_shape_would_read(pairs: list[tuple[str, str]]) -> None:
    args = MultiDict(pairs)
    simple = SearchQuery().read_simple(args)
    if simple is not None:
        raw = {name: values if name in FILTERS else values[0] for name, values in args.lists()}
        assert SearchQuery().load(raw) == simple
