"""Errors of a file of readings that is replayed, and of what is asked of it.

InvalidInput
├── ColumnMissing, ReadingUnreadable, ReadingsTooLong
└── BudgetOutOfRange, UnknownCalendar
"""

from ops.errors import N_, InvalidInput


class ColumnMissing(InvalidInput):
    code = "backtest_column_missing"
    text = N_("%(file)s: the head line has no column %(column)s.")


class ReadingUnreadable(InvalidInput):
    code = "backtest_reading_unreadable"
    text = N_("%(file)s, line %(line)s: %(column)s can’t be read: %(value)s")


class ReadingsTooLong(InvalidInput):
    code = "backtest_readings_too_long"
    text = N_("%(file)s: series %(series)s spans more than %(years)s years.")


class BudgetOutOfRange(InvalidInput):
    code = "backtest_budget"
    text = N_("The budget is a number of alerts a meter-year above 0.")


class UnknownCalendar(InvalidInput):
    code = "backtest_calendar"
    text = N_("There is no calendar %(calendar)s; take BE or none.")
