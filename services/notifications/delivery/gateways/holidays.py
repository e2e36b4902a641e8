"""England's bank holidays, from the copy that came with the package: nothing is fetched."""

from __future__ import annotations

import datetime as dt
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays


@cache
def bank_holidays() -> frozenset[dt.date]:
    """Return the days; they are known some years ahead."""
    known = BankHolidays(use_cached_holidays=True)
    found = known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in found)
