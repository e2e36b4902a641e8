"""A catalogue made up by a seeded generator, the same on every machine, and queries for it."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid

from services.catalogue.innovations.models import Innovation
from services.catalogue.innovations.rules import slug_of
from shared.register import load_register

THEMES = ("waste", "climate", "housing", "adult-social-care", "digital", "transport", "health")
THEMES += ("planning", "skills", "culture", "finance", "children", "energy", "communities")
_SYLLABLES = [a + b for a, b in itertools.product("bcdfglmnprstv", ("a", "e", "i", "o", "u"))]
_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Corpus:
    """Texts whose words are spread as in a language: few common, many rare (Zipf)."""

    def __init__(self, seed: int = 2026, vocabulary: int = 9000) -> None:
        self._chance = random.Random(seed)
        lengths = self._chance.choices([2, 3, 4], [3, 5, 2], k=2 * vocabulary)
        made = ("".join(self._chance.choices(_SYLLABLES, k=length)) for length in lengths)
        self.words = list(dict.fromkeys(made))[:vocabulary]
        weights = (1 / (rank + 3) for rank in range(len(self.words)))
        self._weights = list(itertools.accumulate(weights))

    def text(self, words: int) -> str:
        """A sentence of so many words."""
        return " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=words))

    def innovation(self, number: int) -> Innovation:
        """A published entry, never the same twice."""
        chance = self._chance
        council = chance.choice(load_register().councils)
        title, reference = self.text(8).capitalize(), f"B{number}"
        moment = _NOW - dt.timedelta(minutes=number)
        return Innovation(
            id=uuid.UUID(int=chance.getrandbits(128), version=4),
            reference=reference,
            slug=slug_of(title, reference),
            title=title,
            summary=f"{self.text(chance.randrange(15, 60)).capitalize()}.",
            organisation_id=council.id,
            organisation_name=council.name,
            year=chance.randrange(2010, 2026),
            themes=chance.sample(THEMES, chance.randrange(1, 4)),
            state="published",
            source="import",
            source_id=reference,
            source_mark="1",
            version=1,
            created_at=moment,
            updated_at=moment,
            published_at=moment,
        )

    def query(self) -> dict[str, str]:
        """What somebody asks: mostly one to three words, some with a slip, a filter or a council."""
        chance = self._chance
        words = self.text(chance.choice([1, 2, 2, 3])).split()
        if chance.random() < 0.15:
            words[0] = words[0][:-2] + words[0][-1] + words[0][-2]
        if chance.random() < 0.1:
            words = [chance.choice(load_register().councils).short_name]
        query = {"q": " ".join(words)}
        if chance.random() < 0.25:
            query["theme"] = chance.choice(THEMES)
        return query
