"""Accounts as they pass between rooms, those stored by older programs too."""

import msgspec

from vigil.reading.records import Account, Count, Evidence, VictimRead


def test_the_count_of_a_group_is_read_by_its_old_name() -> None:
    old = b"""{"report_id": "r", "account": 1, "key": "r#text:0-5", "score": 1.0, "victims":
        [{"outcome": "killed", "number": 3}, {"name": "A B", "number": null}], "evidence":
        [{"field": "/victims/0/number", "in": "text", "start": 0, "end": 5, "text": "three"}]}"""
    account = msgspec.json.decode(old, type=Account)
    assert [v.count for v in account.victims] == [3, None]
    assert account.evidence[0].field == "/victims/0/count"
    assert b"number" not in msgspec.json.encode(account)
    assert msgspec.json.decode(msgspec.json.encode(account), type=Account) == account


def test_an_old_name_never_replaces_a_new_value() -> None:
    held = msgspec.convert({"count": 4, "number": 3}, VictimRead)
    assert (held.count, msgspec.to_builtins(held).get("number")) == (4, None)


def test_a_number_of_people_is_written_with_its_bounds() -> None:
    account = Account(
        report_id="r", account=1, key="k", score=1.0, killed=Count(low=5, best=5), evidence=[]
    )
    written = msgspec.to_builtins(account)
    assert written["killed"] == {"low": 5, "best": 5, "high": None}
    assert written["injured"] is None
    pointer = Evidence(field="/killed", in_="text", start=0, end=4, text="five")
    assert pointer.field == "/killed"
