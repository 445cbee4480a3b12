"""Reads [{cron, zone, after, count}] as JSON; prints the next times of each, milliseconds since 1970.

Walks minute by minute through UTC and asks zoneinfo for the wall clock, as cron's manual says: what has fixed
times comes once a day, after the jump where its hour is skipped; what has a wildcard follows the clock.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def field(text, low, high):
    values = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = low, high
        elif not last:
            last = high if step else first
        values.update(range(int(first), int(last) + 1, int(step or 1)))
    return values


def times(cron, zone, after, count):
    minute, hour, day, month, weekday = cron.split()
    minutes, hours = field(minute, 0, 59), field(hour, 0, 23)
    days, months = field(day, 1, 31), field(month, 1, 12)
    weekdays = {value % 7 for value in field(weekday, 0, 7)}
    either = day != "*" and weekday != "*"
    fixed = "*" not in minute + hour and "/" not in minute + hour
    info = ZoneInfo(zone)

    def matches(wall):
        by_day, by_weekday = wall.day in days, wall.isoweekday() % 7 in weekdays
        on_day = (by_day or by_weekday) if either else (by_day and by_weekday)
        return wall.minute in minutes and wall.hour in hours and wall.month in months and on_day

    def wall_at(utc):
        return utc.astimezone(info).replace(tzinfo=None, fold=0)

    found = []
    utc = datetime.fromtimestamp(after / 1000, timezone.utc)
    latest = wall_at(utc)
    while len(found) < count:
        utc += MINUTE
        wall = wall_at(utc)
        if not fixed:
            due = matches(wall)
        else:
            # Minutes of the clock that have not been before: none while it repeats itself, many where it jumps.
            passed = latest + MINUTE
            due = False
            while passed <= wall:
                due = due or matches(passed)
                passed += MINUTE
            latest = max(latest, wall)
        if due:
            found.append(int(utc.timestamp() * 1000))
    return found


print(json.dumps([times(**case) for case in json.load(sys.stdin)]))
