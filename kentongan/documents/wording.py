"""Dates, times, numbers and durations as Indonesian offices write them; for paper and, as filters, for pages.

Every function is pure; ``language`` is ``"id"`` or ``"en"``. Moments are aware datetimes; the zone says on whose wall
clock they are read.
"""

import re
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["id", "en"]

_LOCALE: dict[Language, str] = {"id": "id_ID", "en": "en_GB"}
_UNITS: dict[Language, tuple[str, str, str]] = {"id": ("hari", "jam", "menit"), "en": ("day", "hour", "minute")}
_UNDER_A_MINUTE: dict[Language, str] = {"id": "kurang dari 1 menit", "en": "less than 1 minute"}
_NIP = re.compile(r"(\d{8})(\d{6})(\d)(\d{3})", re.ASCII)


def date_text(day: date, language: Language = "id") -> str:
    """``15 Juli 2025``. An aware datetime is taken as it stands: bring it to the office's zone first."""
    return format_date(day, "d MMMM y", locale=_LOCALE[language])


def weekday_text(day: date, language: Language = "id") -> str:
    """``Selasa``."""
    return format_date(day, "EEEE", locale=_LOCALE[language])


def day_text(day: date, language: Language = "id") -> str:
    """``Selasa, 15 Juli 2025``; English ``Tuesday, 15 July 2025``."""
    return f"{weekday_text(day, language)}, {date_text(day, language)}"


def time_text(moment: datetime, zone: tzinfo, language: Language = "id") -> str:
    """``pukul 13.00 WIB``; English ``13:00 WIB``. WIB, WITA or WIT comes from the zone. Raises ValueError if naive."""
    local = _local(moment, zone)
    clock = f"{local:%H.%M}" if language == "id" else f"{local:%H:%M}"
    named = f"{clock} {local.tzname()}"
    return f"pukul {named}" if language == "id" else named


def moment_text(moment: datetime, zone: tzinfo, language: Language = "id") -> str:
    """``15 Juli 2025 pukul 13.00 WIB``; English ``15 July 2025, 13:00 WIB``. Raises ValueError if naive."""
    between = " " if language == "id" else ", "
    return date_text(_local(moment, zone), language) + between + time_text(moment, zone, language)


def number_text(value: int | float | Decimal, decimals: int | None = None, language: Language = "id") -> str:
    """``1.234,56``. With ``decimals`` exactly so many, halves away from zero; without, the value's own, at most six."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        return "-"
    places = 6 if decimals is None else decimals
    pattern = "#,##0." + ("#" if decimals is None else "0") * places
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, format=pattern.rstrip("."), locale=_LOCALE[language])


def duration_text(duration: timedelta, language: Language = "id") -> str:
    """``3 jam 20 menit``, ``2 hari``: the two largest units next to each other, days of 24 hours, seconds dropped.

    The sign is dropped as well: whoever shows it says *sisa* or *terlambat*.
    """
    minutes = int(abs(duration).total_seconds()) // 60
    amounts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    largest = next((index for index, amount in enumerate(amounts) if amount), None)
    if largest is None:
        return _UNDER_A_MINUTE[language]
    shown = range(largest, min(largest + 2, 3))
    return " ".join(_amount(amounts[index], _UNITS[language][index], language) for index in shown if amounts[index])


def nip_text(nip: str) -> str:
    """``19670616 198602 1 002`` from a NIP's 18 digits, spaced or not; anything else comes back unchanged."""
    found = _NIP.fullmatch("".join(nip.split()))
    return " ".join(found.groups()) if found else nip


def _local(moment: datetime, zone: tzinfo) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"a moment on paper needs its offset, got {moment!r}")
    return moment.astimezone(zone)


def _amount(amount: int, unit: str, language: Language) -> str:
    plural = "s" if language == "en" and amount != 1 else ""
    return f"{amount} {unit}{plural}"
