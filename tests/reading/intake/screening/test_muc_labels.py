from typing import Any

import pytest

from vigil.reading.intake.screening.muc_labels import killing_of, victims_of


def template(kind: str, *effects: str, number: str = "1", name: str = "-") -> dict[str, Any]:
    return {
        "MESSAGE: TEMPLATE": [number],
        "INCIDENT: TYPE": [kind],
        "HUM TGT: EFFECT OF INCIDENT": list(effects),
        "HUM TGT: NAME": [name],
        "HUM TGT: DESCRIPTION": ['"MAYOR" / "THE MAYOR"'],
    }


DEATH, HURT, SPARED = 'DEATH: "ANA PAZ"', '? INJURY: "GUARD"', 'NO INJURY OR DEATH: "-"'


@pytest.mark.parametrize(
    ("templates", "killing"),
    [
        ([], False),
        ([template("BOMBING", DEATH)], True),
        ([template("ATTACK", HURT)], True),
        ([template("ATTACK", SPARED)], True),
        ([template("ATTACK", 'NO INJURY / NO DEATH: "-"')], True),
        ([template("BOMBING", HURT)], False),
        ([template("ATTACK", "-")], False),
        ([template("KIDNAPPING", "*")], False),
        ([template("ATTACK", DEATH, number="1 (OPTIONAL)")], None),
        ([template("ATTACK", DEATH, number="1 (OPTIONAL)"), template("ATTACK", HURT)], True),
        ([{}], False),
        ([{"INCIDENT: TYPE": "ATTACK"}], False),
    ],
)
def test_what_an_answer_key_says(templates: list[dict[str, Any]], killing: bool | None) -> None:
    assert killing_of(templates) is killing


def test_victims_are_those_of_killings_alone() -> None:
    killed = template("ATTACK", DEATH, name='"ANA PAZ" / "PAZ"')
    robbed = template("ROBBERY", "-", name='"JUAN GIL"')
    assert victims_of([robbed, killed]) == ("ANA PAZ", "PAZ", "MAYOR", "THE MAYOR")
