"""Turns what is sought into the engine's query: who matches, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantivy import Occur, Query

from services.catalogue.search.gateways.reader import View
from services.catalogue.search.rules import LOOSENED, Plan, Sought, floor_of, looser_units

# A unit of coverage weighs half of the rarest word's rarity: who covers more of the query comes
# first unless the words are much denser elsewhere.
_UNIT = 0.5
# Ranks looser spellings among themselves, always within less than a unit.
_LOOSER_SCORE = 0.2
_RANKED = ("text", "names")

__all__ = ["Filters", "Query", "plan_query", "spelled"]
Filters = Mapping[str, Sequence[str]]


def plan_query(view: View, plan: Plan, filters: Filters) -> Query:
    """Return the query for a plan within filters; an empty plan asks for everything."""
    wanted = [(Occur.Must, _any_of(view, name, filters[name])) for name in filters if filters[name]]
    if plan.is_empty:
        return Query.boolean_query([*wanted, (Occur.Must, Query.all_query())])
    return Query.boolean_query([(Occur.Must, _ranked(view, plan)), *_unscored(wanted)])


def _ranked(view: View, plan: Plan) -> Query:
    """BM25 of the best field for each idea, plus units for how much of the query is covered."""
    if not plan.sought:
        return Query.empty_query()
    floor = floor_of(plan)
    heaviest = max([idea.weight for idea in plan.sought])
    if len(plan.sought) == 1 and floor.needed <= floor.units[0]:
        (idea,) = plan.sought
        if not idea.looser and not idea.body:
            return _scored(view, idea)
    covered = []
    for idea, units in zip(plan.sought, floor.units, strict=True):
        covered += _units(view, idea, units, _UNIT * heaviest)
    scores = [(Occur.Should, _scored(view, idea)) for idea in plan.sought if idea.spellings]
    enough = Query.boolean_query(
        [(Occur.Should, unit) for unit in covered], minimum_number_should_match=floor.needed
    )
    return Query.boolean_query([(Occur.Must, enough), *scores, *_preferred(view, plan, heaviest)])


def _units(view: View, idea: Sought, units: int, worth: float) -> list[Query]:
    """One clause a unit: as many as the idea counts, some of them not for looser spellings."""
    exact = _occurrences(view, idea.spellings)
    if idea.body:
        exact.append(_term(view, "bodies", idea.body))
    unit = Query.const_score_query(_or(exact), worth)
    if not idea.looser:
        return [unit] * units
    loose = _or([*exact, *_occurrences(view, idea.looser)])
    shared = looser_units(units)
    return [Query.const_score_query(loose, worth)] * shared + [unit] * (units - shared)


def _scored(view: View, idea: Sought) -> Query:
    scores = _occurrences(view, idea.spellings)
    looser = _occurrences(view, idea.looser)
    if looser:
        scores.append(Query.const_score_query(_or(looser), _LOOSER_SCORE * LOOSENED))
    return Query.disjunction_max_query(scores, 0.1) if len(scores) > 1 else scores[0]


def _preferred(view: View, plan: Plan, heaviest: float) -> list[tuple[Occur, Query]]:
    """An organisation that was named comes before texts that mention it."""
    bodies = [_term(view, "bodies", idea.body) for idea in plan.sought if idea.body]
    return [(Occur.Should, Query.const_score_query(body, 2 * heaviest)) for body in bodies]


def _occurrences(view: View, spellings: Sequence[tuple[str, ...]]) -> list[Query]:
    return [spelled(view, field, stems) for stems in spellings for field in _RANKED]


def spelled(view: View, field: str, stems: tuple[str, ...]) -> Query:
    """Return the query for stems in a row."""
    if len(stems) == 1:
        return _term(view, field, stems[0])
    return Query.phrase_query(view.schema, field, list(stems))


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
