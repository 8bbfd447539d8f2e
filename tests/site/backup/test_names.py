"""Names of backups, and which are kept."""

from datetime import UTC, datetime, timedelta

from vigil.site.backup.names import BackupName, Keep, Kind, new_name, parsed, too_many

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEYS = "01234567"


def full(at: datetime) -> BackupName:
    return BackupName(at, Kind.FULL, KEYS)


def later(at: datetime) -> BackupName:
    return BackupName(at, Kind.LATER, KEYS)


def test_a_name_is_read_back_and_half_a_file_is_none() -> None:
    name = full(NOW)
    assert str(name) == "vigil-20261130T120000Z-full-01234567"
    assert parsed(str(name)) == parsed(f"{name}.tar.zst.age") == name
    for other in (f"{name}.tar.zst.age.part", f"{name}.checkpoint", "keys-01234567.age", ""):
        assert parsed(other) is None
    assert parsed("vigil-20261330T120000Z-full-01234567") is None


def test_two_backups_of_one_second_have_two_names() -> None:
    first = new_name(Kind.FULL, KEYS, [], NOW)
    assert new_name(Kind.LATER, KEYS, [first], NOW).at == NOW + timedelta(seconds=1)


def test_days_weeks_and_months_are_kept() -> None:
    hourly = [full(NOW - timedelta(hours=6 * n)) for n in range(4 * 365)]
    kept = {*hourly} - {*too_many(hourly, Keep(14, 8, 12))}
    ages = sorted((NOW.date() - name.at.date()).days for name in kept)
    assert ages[:14] == [*range(14)]
    assert 14 + 8 + 12 - 4 <= len(kept) <= 14 + 8 + 12
    assert ages[-1] > 330
    assert {*too_many([*kept], Keep(14, 8, 12))} == set()


def test_the_newest_is_always_kept() -> None:
    names = [full(NOW - timedelta(days=n)) for n in range(3)]
    assert too_many(names, Keep(0, 0, 0)) == [names[2], names[1]]


def test_what_is_later_goes_with_the_next_whole_backup() -> None:
    old, new = full(NOW - timedelta(days=1)), full(NOW)
    before, after = later(NOW - timedelta(hours=1)), later(NOW + timedelta(minutes=5))
    assert too_many([old, before, new, after], Keep()) == [before]
    many = [later(NOW + timedelta(minutes=5 * n)) for n in range(1, 20)]
    assert too_many([new, *many], Keep()) == many[:7]
