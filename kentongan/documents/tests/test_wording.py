from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.documents import wording

MOMENT = datetime(2025, 7, 15, 6, 0, tzinfo=UTC)


def test_dates_are_long_indonesian_dates() -> None:
    months = [wording.date_text(date(2025, month, 1)).split()[1] for month in range(1, 13)]
    assert months == (
        [
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ]
    )
    assert wording.date_text(date(2025, 7, 15)) == "15 Juli 2025"
    assert wording.date_text(date(2025, 7, 15), "en") == "15 July 2025"


def test_weekdays() -> None:
    days = [wording.weekday_text(date(2025, 7, 14) + timedelta(days=n)) for n in range(7)]
    assert days == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    assert wording.day_text(date(2025, 7, 15)) == "Selasa, 15 Juli 2025"
    assert wording.day_text(date(2025, 7, 15), "en") == "Tuesday, 15 July 2025"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Pontianak", "pukul 13.00 WIB"),
        ("Asia/Makassar", "pukul 14.00 WITA"),
        ("Asia/Jayapura", "pukul 15.00 WIT"),
    ],
)
def test_times_are_read_on_the_offices_clock(zone: str, expected: str) -> None:
    assert wording.time_text(MOMENT, ZoneInfo(zone)) == expected


def test_a_moment_may_fall_on_the_next_day() -> None:
    late = datetime(2025, 7, 15, 18, 30, tzinfo=UTC)
    assert wording.moment_text(late, ZoneInfo("Asia/Jakarta")) == "16 Juli 2025 pukul 01.30 WIB"
    assert wording.moment_text(late, ZoneInfo("Asia/Jakarta"), "en") == "16 July 2025, 01:30 WIB"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        wording.moment_text(datetime(2025, 7, 15, 6, 0), timezone.utc)  # noqa: DTZ001, UP017 - the fault under test


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Decimal("1234.56"), None, "1.234,56"),
        (1234567, None, "1.234.567"),
        (0.5, None, "0,5"),
        (2.5, 0, "3"),
        (-1234.5, 2, "-1.234,50"),
        (0, None, "0"),
        (float("nan"), None, "-"),
    ],
)
def test_numbers(value: int | float | Decimal, decimals: int | None, expected: str) -> None:
    assert wording.number_text(value, decimals) == expected


def test_english_numbers() -> None:
    assert wording.number_text(Decimal("1234.56"), language="en") == "1,234.56"


@pytest.mark.parametrize(
    ("duration", "indonesian", "english"),
    [
        (timedelta(hours=3, minutes=20), "3 jam 20 menit", "3 hours 20 minutes"),
        (timedelta(days=2), "2 hari", "2 days"),
        (timedelta(days=1, hours=1, minutes=59), "1 hari 1 jam", "1 day 1 hour"),
        (timedelta(days=1, minutes=59), "1 hari", "1 day"),
        (timedelta(seconds=59), "kurang dari 1 menit", "less than 1 minute"),
        (timedelta(minutes=-5), "5 menit", "5 minutes"),
    ],
)
def test_durations(duration: timedelta, indonesian: str, english: str) -> None:
    assert wording.duration_text(duration) == indonesian
    assert wording.duration_text(duration, "en") == english


def test_nip_is_grouped_and_only_a_nip_is() -> None:
    assert wording.nip_text("196706161986021002") == "19670616 198602 1 002"
    assert wording.nip_text("19670616 198602 1 002") == "19670616 198602 1 002"
    assert wording.nip_text("1967") == "1967"


@given(st.text(max_size=25))
def test_no_text_that_stands_for_a_nip_is_lost(nip: str) -> None:
    assert "".join(wording.nip_text(nip).split()) == "".join(nip.split())


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=4000)))
def test_a_duration_names_its_largest_unit_first(duration: timedelta) -> None:
    amount, unit = wording.duration_text(duration).split()[:2]
    length = {"hari": timedelta(days=1), "jam": timedelta(hours=1), "menit": timedelta(minutes=1)}[unit]
    assert int(amount) * length <= duration < (int(amount) + 1) * length
