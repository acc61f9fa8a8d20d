"""Quiet hours by the recipient's own clock, across midnight and changes of the clock. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FALLBACK = "Asia/Shanghai"


def zone(*names: str) -> ZoneInfo:
    """The first of these that is a time zone."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo(FALLBACK)


def speaks(at: time, opens: time, closes: time) -> bool:
    """Whether one may write at this time of day. Equal hours mean always."""
    if opens == closes:
        return True
    if opens < closes:
        return opens <= at < closes
    return at >= opens or at < closes


def waits_until(now: datetime, where: ZoneInfo, opens: time, closes: time) -> datetime | None:
    """None when one may write now; else the next moment at which one may, in UTC.

    An opening that the clock leaps over in spring is the first moment after the leap.
    """
    local = now.astimezone(where)
    if speaks(local.time(), opens, closes):
        return None
    for day in range(3):
        wall = datetime.combine(local.date() + timedelta(days=day), opens, where)
        # An autumn night has the hour twice; whichever of the two comes next is meant.
        for fold in (0, 1):
            at = wall.replace(fold=fold).astimezone(UTC)
            if at > now and speaks(at.astimezone(where).time(), opens, closes):
                return at
    return now + timedelta(hours=12)


def day_began(now: datetime, where: ZoneInfo) -> datetime:
    """Local midnight before `now`, in UTC."""
    return datetime.combine(now.astimezone(where).date(), time(), where).astimezone(UTC)


def day_ends(now: datetime, where: ZoneInfo) -> datetime:
    """Local midnight after `now`, in UTC."""
    return datetime.combine(now.astimezone(where).date() + timedelta(days=1), time(), where).astimezone(UTC)


def clock(text: str) -> time:
    """ "HH:MM"."""
    return time(int(text[:2]), int(text[3:5]))
