"""A sheet of people is read in five languages, each wrong row named; the others are invited."""

import pytest

from factories import UserFactory
from trust.people.administrators import came
from vigil.casefile.sheet_files.writing import to_xlsx
from vigil.desk.users.people_sheet import PeoplePlan, plan_people
from vigil.trust.access.errors import NotPossible
from vigil.trust.decisions.verbs import COMMAND_LINE

pytestmark = pytest.mark.django_db

HEADS = {
    "en": "Email,Name,Language,Roles,Countries",
    "es": "Correo electrónico,Nombre,Idioma,Roles,Países",
    "fr": "Adresse e-mail,Nom,Langue,Rôles,Pays",
    "pt": "E-mail,Nome,Língua,Papéis,Países",
    "ar": "البريد الإلكتروني,الاسم,اللغة,الأدوار,الدول",
}


def planned(text: str, language: str = "en") -> PeoplePlan:
    return plan_people(text.encode(), by=COMMAND_LINE, language=language)


def test_headings_in_five_languages_or_guessed() -> None:
    row = "eva@example.org,Eva Muestra,francés,coder; Adjudicator,Colombia|México"

    for head in (*HEADS.values(), "x1,x2,x3,x4,x5"):
        plan = planned(f"{head}\n{row}\n")
        assert not plan.broken, plan.broken[0].problems
        (one,) = plan.invited
        assert (one.email, one.language) == ("eva@example.org", "fr")
        assert [str(role) for role in one.roles] == ["coder", "adjudicator"]
        assert list(one.countries) == ["COL", "MEX"]

    assert planned(f"{HEADS['es']}\n{row}\n").invited[0].name == "Eva Muestra"


def test_each_wrong_row_is_named_and_the_others_stay() -> None:
    UserFactory(email="here@example.org")
    plan = planned(
        "email,name,roles,countries,shoe size\n"
        "ana@example.org,Ana,coder,COL,39\n"
        "ben@,Ben,coder,,\n"
        "cai@example.org,Cai,pilot,,\n"
        "dee@example.org,Dee,auditor,Atlantis,\n"
        "ANA@example.org,Ana,coder,,\n"
        "here@example.org,Here,auditor,,\n"
        "eva@example.org,Eva,,,\n",
        language="pt",
    )
    assert [(one.email, one.language) for one in plan.invited] == [("ana@example.org", "pt")]
    told = [(row.number, problem.column) for row in plan.broken for problem in row.problems]
    wanted = [
        (3, "email"),
        (4, "roles"),
        (5, "countries"),
        (6, "email"),
        (7, "email"),
        (8, "roles"),
    ]
    assert told == wanted
    assert plan.ignored == ["shoe size"]


def test_a_workbook_is_read_and_what_is_no_sheet_is_refused() -> None:
    book = to_xlsx(["Email", "Roles"], [["eva@example.org", "auditor"]])
    plan = plan_people(book, by=came(), language="en")
    assert [one.email for one in plan.invited] == ["eva@example.org"]
    with pytest.raises(NotPossible, match="addresses"):
        planned("name,roles\nAna,coder\n")
    with pytest.raises(NotPossible, match="200 rows"):
        planned("email,roles\n" + "".join(f"p{n}@example.org,coder\n" for n in range(201)))
