"""Turns what is sought into the engine's query: who matches, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantivy import Occur, Query

from services.catalogue.search.gateways.reader import View
from services.catalogue.search.rules import (
    Form,
    Grade,
    Level,
    Plan,
    Share,
    Sought,
    Spelling,
    grade_of,
    ways_to_suffice,
)

# Covering an idea weighs this many times its rarity, how often a text says it at most about twice:
# so a text that has more of the query, or has it as it was written, comes first.
_COVERAGE = 6.0
# An organisation that was named goes before texts that mention it, and before its family.
_OWN, _FAMILY = 1.6, 1.3
# How often a text has one word of a name of several tells this much of how often it has the name.
_PART = 0.3
NEAR_WORDS = 2
# How often a text says it in other words orders texts within a share, never across.
_OTHERS = 0.1
_LOOSENED = (Share.SAME_APART, Share.SAME)
_RANKED = ("text", "names")

__all__ = ["NEAR_WORDS", "Filters", "Query", "plan_query", "spelled"]
Filters = Mapping[str, Sequence[str]]


def plan_query(view: View, plan: Plan, filters: Filters) -> Query:
    """Return the query for a plan within filters; an empty plan asks for everything."""
    wanted = [(Occur.Must, _any_of(view, name, filters[name])) for name in filters if filters[name]]
    if plan.is_empty:
        return Query.boolean_query([*wanted, (Occur.Must, Query.all_query())])
    return Query.boolean_query([(Occur.Must, _ranked(view, plan)), *_unscored(wanted)])


def _ranked(view: View, plan: Plan) -> Query:
    """How much of the query is covered, and how often; only what covers enough of it is found."""
    if not plan.sought:
        return Query.empty_query()
    ways = ways_to_suffice(plan)
    if ways.count:
        choices = [(Occur.Should, _covering(view, idea, Grade.WEAK)) for idea in plan.sought]
        enough = Query.boolean_query(choices, minimum_number_should_match=ways.count)
    elif ways.combinations:
        enough = _or([_together(view, plan, grades) for grades in ways.combinations])
    else:
        return Query.empty_query()
    scores = [(Occur.Should, score) for idea in plan.sought for score in _scores(view, idea)]
    return Query.boolean_query([(Occur.Must, Query.const_score_query(enough, 0.0)), *scores])


def _together(view: View, plan: Plan, grades: Sequence[Grade]) -> Query:
    needed = [
        _covering(view, idea, grade)
        for idea, grade in zip(plan.sought, grades, strict=True)
        if grade is not Grade.NONE
    ]
    if len(needed) == 1:
        return needed[0]
    return Query.boolean_query([(Occur.Must, query) for query in needed])


def _covering(view: View, idea: Sought, grade: Grade) -> Query:
    """Whatever covers the idea at least so well."""
    some = [
        query
        for level in idea.levels
        if grade_of(level.share) >= grade
        for query in _level(view, level)
    ]
    if idea.body:
        some.append(_term(view, "bodies", idea.body.name))
    return _or(some)


def _scores(view: View, idea: Sought) -> list[Query]:
    """The share of the idea that is covered, times its weight; and BM25 of the word itself."""
    worth = _COVERAGE * idea.weight
    shares = [
        Query.const_score_query(_or(_level(view, level)), worth * level.share)
        for level in idea.levels
    ]
    if idea.body:
        for field, share in (("own", _OWN), ("bodies", _FAMILY)):
            body = _term(view, field, idea.body.name)
            shares.append(Query.const_score_query(body, worth * share))
    scores = [Query.disjunction_max_query(shares, 0.0) if len(shares) > 1 else shares[0]]
    others = [
        query
        for level in idea.levels
        if _LOOSENED[0] <= level.share <= _LOOSENED[1]
        for query in _level(view, level)
    ]
    if others:
        scores.append(Query.boost_query(_or(others), _OTHERS))
    for stem in idea.scored:
        fields = [_term(view, field, stem) for field in _RANKED]
        often = Query.disjunction_max_query(fields, 0.1)
        alone = len(idea.scored) == 1
        scores.append(often if alone else Query.boost_query(often, _PART))
    return scores


def _level(view: View, level: Level) -> list[Query]:
    return [query for spelling in level.spellings for query in _occurrences(view, spelling)]


def _occurrences(view: View, spelling: Spelling) -> list[Query]:
    if spelling.form is Form.WHOLE:
        return [_term(view, "words", spelling.words[0])]
    if spelling.form is Form.CAPITALS:
        return [_term(view, "capitals", spelling.words[0])]
    if spelling.form is Form.APART:
        terms = [(Occur.Must, _term(view, "text", word)) for word in spelling.words]
        return [Query.boolean_query(terms)]
    slop = NEAR_WORDS if spelling.form is Form.NEAR else 0
    return [spelled(view, field, spelling.words, slop) for field in _RANKED]


def spelled(view: View, field: str, stems: tuple[str, ...], slop: int = 0) -> Query:
    """Return the query for stems in a row, with so many words between them."""
    if len(stems) == 1:
        return _term(view, field, stems[0])
    return Query.phrase_query(view.schema, field, list(stems), slop)


def _any_of(view: View, field: str, values: Sequence[str]) -> Query:
    return _or([_term(view, field, value) for value in values])


def _term(view: View, field: str, value: str) -> Query:
    return Query.term_query(view.schema, field, value)


def _or(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(wanted: Sequence[tuple[Occur, Query]]) -> list[tuple[Occur, Query]]:
    return [(occur, Query.const_score_query(query, 0.0)) for occur, query in wanted]
