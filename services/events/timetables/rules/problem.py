"""A timetable to be made: what is offered, where and when it can be held, and what counts.

Times are minutes by London's clock since midnight of the edition's first day; scores are thousandths
of the full score (`scale`), so that everything is whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.events.editions.rules import DEFAULT_SEVERITIES, ConflictRule, Severity

DAY = 1440
CHAIR = "chair"
COUNCIL = "council"
HARD = frozenset({Severity.BLOCK, Severity.BLOCK_RELEASE})


@dataclass(frozen=True)
class Span:
    """From a minute until before another."""

    start: int
    end: int


@dataclass(frozen=True)
class Person:
    """Somebody in a session; the key is the same wherever the person appears."""

    key: str
    name: str
    role: str = "presenter"


@dataclass(frozen=True)
class Body:
    """An organisation that takes part; its first one leads a session."""

    key: str
    name: str
    kind: str = COUNCIL


@dataclass(frozen=True)
class Place:
    """A stage and the minute at which a session begins."""

    stage: str
    start: int


@dataclass(frozen=True)
class Item:
    """A proposal, or a session that no proposal led to, with all that a rule asks about.

    `available` empty means always; `kept` is where it is placed now; `fixed` means that it must
    stay there.
    """

    id: str
    title: str
    duration: int
    score: int = 0
    themes: tuple[str, ...] = ()
    region: str = ""
    bodies: tuple[Body, ...] = ()
    people: tuple[Person, ...] = ()
    available: tuple[Span, ...] = ()
    audience: int | None = None
    needs: tuple[str, ...] = ()
    needs_chair: bool = False
    kept: Place | None = None
    fixed: bool = False

    @property
    def kind(self) -> str:
        """The kind of organisation that leads it, empty for nobody's."""
        return self.bodies[0].kind if self.bodies else ""


@dataclass(frozen=True)
class StageSpec:
    """A stage; on one floor several talk at once only where all of them have headphones."""

    id: str
    name: str
    capacity: int | None = None
    equipment: tuple[str, ...] = ()
    floor: str = ""
    headphones: bool = False
    closed: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Pin:
    """A proposal that must be placed: anywhere, or on a day, at a time or on a stage."""

    item: str
    day: int | None = None
    start: int | None = None
    stage: str | None = None


@dataclass(frozen=True)
class Forbidden:
    """Two proposals that may not be held at one time, or not both be chosen."""

    first: str
    second: str
    both: bool = False


@dataclass(frozen=True)
class Weights:
    """What counts how much; nothing counts less than zero.

    A thousandth of the full score, a head of the audience, a session missing to a theme's or a region's
    fair share, a warning, and a change of what is placed now.
    """

    score: int = 10
    demand: int = 2
    themes: int = 500
    regions: int = 300
    warnings: int = 500
    stability: int = 0


@dataclass(frozen=True)
class Timetable:
    """The whole problem. `step` is how far apart sessions may begin within an open window."""

    stages: tuple[StageSpec, ...]
    windows: tuple[Span, ...]
    items: tuple[Item, ...]
    step: int = 15
    walking: int = 10
    turnround: int = 10
    most: int | None = None
    least: int = 0
    kind_share_percent: int = 70
    kind_allowance: int = 2
    severities: Mapping[str, str] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    weights: Weights = Weights()
    scale: float = 100.0

    def score_text(self, score: int) -> str:
        """A score, or what scores are worth, as the people who gave it count."""
        return f"{round(score * self.scale / 1000, 2):g}"

    def cost_text(self, cost: int) -> str:
        """What something costs, in points of score."""
        return self.score_text(round(cost / max(1, self.weights.score)))

    def severity(self, rule: ConflictRule) -> Severity:
        """How strict the edition is with a rule."""
        return Severity(self.severities.get(rule, DEFAULT_SEVERITIES[rule]))

    def is_hard(self, rule: ConflictRule) -> bool:
        """True for a rule that no timetable to be released may break."""
        return self.severity(rule) in HARD

    def is_soft(self, rule: ConflictRule) -> bool:
        """True for a rule that only costs."""
        return self.severity(rule) is Severity.WARN


def end_of(item: Item, place: Place) -> int:
    """The minute at which a session that begins there is over."""
    return place.start + item.duration


def overlap(first: Item, at: Place, second: Item, there: Place) -> bool:
    """True where two sessions are on at the same time."""
    return at.start < there.start + second.duration and there.start < at.start + first.duration
