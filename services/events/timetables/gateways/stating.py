"""States the edition's rules and the organiser's wishes in the model, hard or for a price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.events.editions.rules import ConflictRule
from services.events.timetables.gateways.building import OVERLAP, Literal, Model
from services.events.timetables.rules import (
    DAY,
    Forbidden,
    Item,
    Place,
    Timetable,
    councils_of,
    pairs_of_people,
    people_of,
    region_shares,
    share_a_floor,
    theme_shares,
)


def build(
    timetable: Timetable,
    *,
    relaxed: bool = False,
    only: Mapping[str, Iterable[Place]] | None = None,
) -> Model:
    """Return the model with everything stated and its objective set.

    `relaxed` asks for the fewest rules to give up instead of the best timetable; `only` leaves
    items no other places than these.
    """
    model = Model(timetable, relaxed=relaxed, only=only)
    for state in (_stages, _floors, _people, _themes, _walks, state_choice, _forbidden_times):
        state(model)
    if relaxed:
        model.cp.minimize(sum(model.given_up.values()))
    else:
        model.cp.maximize(sum(model.terms))
    return model


def state_choice(model: Model) -> None:
    """State what is asked of the choice and of the days alone, whatever the times."""
    for state in (_kinds, _councils, _balance, _wishes):
        state(model)


def _stages(model: Model) -> None:
    longer = max(0, model.timetable.turnround)
    hard, soft = _is(model, ConflictRule.TURNAROUND)
    for stage in model.stages:
        for tick in model.ticks:
            model.at_most_one(model.on_stage(stage, tick), OVERLAP)
            if not longer or not (hard or soft):
                continue
            stretched = model.on_stage(stage, tick, longer)
            if hard:
                model.at_most_one(stretched, ConflictRule.TURNAROUND)
            elif len(stretched) > 1:
                price = model.timetable.weights.warnings
                model.charge_excess(sum(stretched) - 1, len(model.items), price)


def _floors(model: Model) -> None:
    """On a floor, whoever has no headphones is alone."""
    hard, _ = _is(model, ConflictRule.STAGE_OVERLAP)
    floors = defaultdict(list)
    for stage in model.stages.values():
        floors[stage.floor].append(stage)
    for stages in floors.values():
        loud = [s.id for s in stages if not s.headphones]
        quiet = [s.id for s in stages if s.headphones]
        if not hard or not loud or not share_a_floor(model.stages[loud[0]], stages[0]):
            continue
        for tick in model.ticks:
            noise = [v for stage in loud for v in model.on_stage(stage, tick)]
            for group in [model.on_stage(stage, tick) for stage in quiet] or [[]]:
                model.at_most_one(noise + group, ConflictRule.STAGE_OVERLAP)


def _people(model: Model) -> None:
    for items in people_of(list(model.items.values())).values():
        _at_once(model, [i.id for i in items], ConflictRule.PERSON_TWICE)


def _themes(model: Model) -> None:
    themes: dict[str, list[str]] = defaultdict(list)
    for item in model.items.values():
        for theme in set(item.themes):
            themes[theme].append(item.id)
    for items in themes.values():
        _at_once(model, items, ConflictRule.THEME_CLASH)


def _at_once(model: Model, items: list[str], rule: ConflictRule) -> None:
    """Of these items, at most one at any minute; or a price for each further one."""
    hard, soft = _is(model, rule)
    if len(items) < 2 or not (hard or soft):
        return
    begins = model.sums_at(items)
    for tick in model.ticks:
        on = [n for (start, length), n in begins.items() if start <= tick < start + length]
        if hard and on:
            model.at_most(sum(on), 1, rule)
        elif on:
            model.charge_excess(sum(on) - 1, len(items), model.timetable.weights.warnings)


def _walks(model: Model) -> None:
    hard, soft = _is(model, ConflictRule.TURNAROUND)
    if model.timetable.walking <= 0 or not (hard or soft):
        return
    for first, second, _ in pairs_of_people(list(model.items.values())):
        short = model.cp.new_bool_var("") if soft else None
        for one, other in ((first, second), (second, first)):
            _walk(model, one, other, short)
        if short is not None:
            model.terms.append(-model.timetable.weights.warnings * short)


def _walk(model: Model, first: Item, second: Item, short: Literal | None) -> None:
    """Nobody leaves the first and is at the second, elsewhere, before they can have walked."""
    walking = model.timetable.walking
    for place, leaves in model.at[first.id].items():
        end = place.start + first.duration
        late = [
            literal
            for then, literal in model.at[second.id].items()
            if then.stage != place.stage and end <= then.start < end + walking
        ]
        if late and short is not None:
            model.cp.add(leaves + sum(late) <= 1 + short)
        elif late:
            model.at_most_one([leaves, *late], ConflictRule.TURNAROUND)


def _kinds(model: Model) -> None:
    hard, soft = _is(model, ConflictRule.KIND_BALANCE)
    timetable = model.timetable
    for day in sorted({tick // DAY for tick in model.ticks}) if hard or soft else []:
        kinds: dict[str, list[Literal]] = defaultdict(list)
        for item in timetable.items:
            if item.kind:
                kinds[item.kind] += model.day_of(item.id, day)
        total = sum(v for literals in kinds.values() for v in literals)
        for literals in kinds.values():
            share = timetable.kind_share_percent * total
            above = 100 * (sum(literals) - timetable.kind_allowance) - share
            if hard:
                model.at_most(above, 0, ConflictRule.KIND_BALANCE)
                continue
            excess = model.cp.new_int_var(0, len(timetable.items), "")
            model.cp.add(100 * excess >= above)
            model.terms.append(-timetable.weights.warnings * excess)


def _councils(model: Model) -> None:
    hard, soft = _is(model, ConflictRule.COUNCIL_TWICE)
    for items in councils_of(list(model.items.values())).values():
        chosen = [model.chosen[item.id] for item in items]
        if hard:
            model.at_most_one(chosen, ConflictRule.COUNCIL_TWICE)
        elif soft and len(chosen) > 1:
            price = model.timetable.weights.warnings
            model.charge_excess(sum(chosen) - 1, len(chosen), price)


def _balance(model: Model) -> None:
    weights = model.timetable.weights
    for theme, share in theme_shares(model.timetable).items():
        having = [model.chosen[i.id] for i in model.items.values() if theme in i.themes]
        model.charge_excess(share - sum(having), share, weights.themes)
    for region, share in region_shares(model.timetable).items():
        having = [model.chosen[i.id] for i in model.items.values() if i.region == region]
        model.charge_excess(share - sum(having), share, weights.regions)


def _wishes(model: Model) -> None:
    timetable = model.timetable
    free = [model.chosen[key] for key, item in model.items.items() if not item.fixed]
    if timetable.most is not None:
        model.at_most(sum(free), timetable.most, "most")
    if timetable.least > 0:
        model.at_most(timetable.least, sum(free), "least")
    for number in range(len(timetable.pins)):
        model.pin(number)
    for number, pair in enumerate(timetable.forbidden):
        if pair.both and _are_two(model, pair):
            chosen = [model.chosen[pair.first], model.chosen[pair.second]]
            model.at_most_one(chosen, f"forbidden:{number}")


def _forbidden_times(model: Model) -> None:
    for number, pair in enumerate(model.timetable.forbidden):
        if pair.both or not _are_two(model, pair):
            continue
        for tick in model.ticks:
            on = model.covering([pair.first, pair.second], tick)
            model.at_most_one(on, f"forbidden:{number}")


def _are_two(model: Model, pair: Forbidden) -> bool:
    return {pair.first, pair.second} <= model.items.keys() and pair.first != pair.second


def _is(model: Model, rule: ConflictRule) -> tuple[bool, bool]:
    return model.is_hard(rule), model.is_soft(rule)
