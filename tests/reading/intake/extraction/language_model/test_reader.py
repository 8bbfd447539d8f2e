"""The reader with a language model: when it asks, what it keeps, what it counts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reading.intake.extraction.language_model.model_server import (
    ModelServer,
    account,
    answered,
    completion,
    model_server,
    quoted,
    saying,
    status,
    victim,
)
from vigil.reading.intake.extraction.extractor import RuleExtractor
from vigil.reading.intake.extraction.language_model.errors import ModelSettingsError
from vigil.reading.intake.extraction.language_model.reader import (
    FOLDER,
    IN_A_ROW,
    ConfidentialError,
    LanguageModelReader,
)
from vigil.reading.intake.extraction.language_model.settings import ModelSettings
from vigil.reading.records import TESTIMONY_KEY, Report

OFFLINE = RuleExtractor.load()
UNSURE = 0.5

CLEAR = Report(
    id="clear",
    title="Clerk killed",
    text="The clerk Helena Prado, 41, was shot dead in Recife on Monday.",
    language="en",
    published="2024-05-08",
)
DOUBTFUL = Report(
    id="doubtful",
    title="Man found dead",
    text=(
        "A man was killed near the old mill, police said. Neighbours heard a blow. "
        "The man was later named as Iñigo Sarmiento, 43, a carpenter from Celaya. "
        "He was beaten to death on Monday."
    ),
    language="en",
    published="2024-05-08",
)
ANSWER = answered(
    account(
        quoted("killing", "was beaten to death"),
        victim(outcome=quoted("killed", "beaten to death"), gender=quoted("male", "The man")),
        date=quoted("2024-05-06", "on Monday"),
        place=quoted("Celaya", "from Celaya"),
        method=quoted("beating", "beaten to death"),
    )
)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(saying(ANSWER)) as running:
        yield running


Make = Callable[..., LanguageModelReader]


@pytest.fixture
def make(server: ModelServer, tmp_path: Path) -> Make:
    def reader(**given: Any) -> LanguageModelReader:
        known = {
            "endpoint": server.endpoint,
            "model": "org/Small-Model_7B",
            "allow": [f"127.0.0.1:{server.port}"],
            "context": 8192,
            "retries": 0,
        }
        alone = given.pop("alone", False)
        settings = ModelSettings(**(known | given))
        return LanguageModelReader(
            OFFLINE, settings, tmp_path, alone=alone, sleep=lambda seconds: None
        )

    return reader


def test_what_is_read_without_doubt_is_not_sent(server: ModelServer, make: Make) -> None:
    reader = make()
    assert reader.extract(CLEAR, 0.97) == OFFLINE.extract(CLEAR, 0.97)
    assert server.requests == []


def test_what_is_missing_is_added_with_its_words(make: Make) -> None:
    [before] = OFFLINE.extract(DOUBTFUL, UNSURE)
    reader = make()
    [after] = reader.extract(DOUBTFUL, UNSURE)
    assert after.victims[0].outcome == "killed"
    assert after.date == before.date or after.date.value == "2024-05-06"
    for one in after.evidence:
        part = DOUBTFUL.title if one.in_ == "title" else DOUBTFUL.text
        assert part[one.start : one.end] == one.text
    assert reader.tally["answered"] == 1


def test_every_claim_names_model_prompt_and_settings(make: Make) -> None:
    one, other = make(), make(seed=1)
    assert one.version.startswith(f"{OFFLINE.version}+llm-Small-Model-7B-p1-")
    assert one.version != other.version
    assert make(price_in=3.0, max_requests=5).version == one.version
    assert len(make(model="m" * 200).version) <= 80


def test_where_both_read_the_first_stays_and_people_are_told(
    server: ModelServer, make: Make
) -> None:
    text = (
        "Helena Prado, 41, was shot dead in Recife on Monday. Her sister is 34 and lives in Lima."
    )
    report = Report(id="r", text=text, language="en", published="2024-05-08")
    wrong = answered(
        account(
            quoted("killing", "was shot dead"),
            victim(
                name=quoted("Helena Prado", "Helena Prado, 41"), age=quoted(34, "Her sister is 34")
            ),
            place=quoted("Lima", "lives in Lima"),
        )
    )
    server.answers = [saying(wrong)]
    reader = make()
    [before], [after] = OFFLINE.extract(report, UNSURE), reader.extract(report, UNSURE)
    assert after.victims == before.victims
    assert after.place == before.place
    found = {d.field: (d.value, d.other, d.text, d.reader) for d in after.disagreements}
    assert found == {
        "/victims/0/age": ("41", "34", "34", reader.name),
        "/place": ("Recife", "Lima", "Lima", reader.name),
    }
    assert reader.tally["disagreements"] == 2


def test_an_attack_that_only_the_model_reads_is_marked_beside_those_that_are_read(
    server: ModelServer, make: Make
) -> None:
    text = (
        "Helena Prado was shot dead in Recife on Monday. "
        "In March, Otto Brandt was stabbed to death at the same corner."
    )
    report = Report(id="r", text=text, language="en", published="2024-05-08")
    both = answered(
        account(
            quoted("killing", "was shot dead"), victim(name=quoted("Helena Prado", "Helena Prado"))
        ),
        account(
            quoted("killing", "was stabbed to death"),
            victim(name=quoted("Otto Brandt", "Otto Brandt")),
        ),
    )
    server.answers = [saying(both)]
    before, after = OFFLINE.extract(report, UNSURE), make().extract(report, UNSURE)
    assert len(after) == len(before)
    assert [a.victims for a in after] == [a.victims for a in before]


def test_an_answer_is_paid_for_once(server: ModelServer, make: Make) -> None:
    first = make(price_in=1000.0, price_out=1000.0)
    once = first.extract(DOUBTFUL, UNSURE)
    again = make(price_in=1000.0)
    assert again.extract(DOUBTFUL, UNSURE) == once
    assert len(server.requests) == 1
    assert again.tally["from_cache"] == 1
    assert (first.budget.cost, again.budget.cost) == (2.1, 0)
    changed = Report(**{**{f: getattr(DOUBTFUL, f) for f in DOUBTFUL.__struct_fields__},
                        "text": DOUBTFUL.text + " He was 43."})  # fmt: skip
    again.extract(changed, UNSURE)
    assert len(server.requests) == 2


def test_a_run_that_was_broken_off_goes_on_where_it_was(server: ModelServer, make: Make) -> None:
    texts = [Report(id=str(n), text=f"{DOUBTFUL.text} Case {n}.", language="en") for n in range(4)]
    server.answers = [saying(ANSWER), saying(ANSWER), status(400)]
    broken = make()
    for report in texts:
        broken.extract(report, UNSURE)
    assert broken.tally["failed_refused"] == 2
    server.answers = [saying(ANSWER)]
    resumed = make()
    for report in texts:
        resumed.extract(report, UNSURE)
    assert resumed.budget.requests == 2
    assert resumed.tally["from_cache"] == 2


def test_answers_are_kept_for_their_owner_alone(make: Make, tmp_path: Path) -> None:
    make().extract(DOUBTFUL, UNSURE)
    [kept] = [path for path in (tmp_path / FOLDER).rglob("*") if path.is_file()]
    assert kept.stat().st_mode & 0o077 == 0
    assert DOUBTFUL.text not in kept.read_text("utf-8")


SPENT = [{"max_requests": 1}, {"max_tokens": 4500}, {"max_cost": 0.003, "price_in": 1.0}]


@pytest.mark.parametrize("limit", SPENT)
def test_nothing_is_asked_beyond_the_budget(
    limit: dict[str, Any], server: ModelServer, make: Make
) -> None:
    reader = make(**limit)
    for number in range(3):
        text = f"{DOUBTFUL.text} Case {number}."
        assert reader.extract(Report(id=str(number), text=text, language="en"), UNSURE)
    assert len(server.requests) == reader.budget.requests == 1
    assert reader.tally["failed_over_budget"] == 2
    assert reader.summary()["failed_over_budget"] == 2


def test_a_server_that_is_down_is_not_asked_for_ever(server: ModelServer, make: Make) -> None:
    server.answers = [status(503)]
    reader = make()
    for number in range(IN_A_ROW + 3):
        report = Report(id=str(number), text=f"{DOUBTFUL.text} Case {number}.", language="en")
        assert reader.extract(report, UNSURE) == OFFLINE.extract(report, UNSURE)
    assert len(server.requests) == IN_A_ROW
    assert reader.tally["failed_unavailable"] == IN_A_ROW
    assert reader.tally["failed_given_up"] == 3


USELESS = [
    ("failed_not_json", "The victim is a man."),
    ("failed_not_json", '{"accounts": [{"event"'),
    ("failed_wrong_schema", '{"accounts": [], "note": "extra"}'),
    ("failed_wrong_schema", '{"accounts": [{"event": {"value": "killing"}}]}'),
    ("failed_wrong_schema", '{"victims": []}'),
]


@pytest.mark.parametrize(("counted", "content"), USELESS)
def test_an_answer_of_another_form_is_counted_and_not_asked_for_again(
    counted: str, content: str, server: ModelServer, make: Make
) -> None:
    server.answers = [saying(content)]
    for _ in range(2):
        reader = make()
        assert reader.extract(DOUBTFUL, UNSURE) == OFFLINE.extract(DOUBTFUL, UNSURE)
        assert reader.tally[counted] == 1
    assert len(server.requests) == 1


def test_a_long_text_is_cut_by_sentences_and_the_cut_is_stated(
    server: ModelServer, make: Make
) -> None:
    more = " ".join(f"Sentence number {n} says little that is new." for n in range(400))
    reader = make(context=4096)
    reader.extract(Report(id="r", text=f"{DOUBTFUL.text} {more}", language="en"), UNSURE)
    prompt = server.requests[0]["messages"][0]["content"]
    assert "He was beaten to death on Monday." in prompt
    assert "Sentence number 399" not in prompt
    assert prompt.endswith("sentences.)")
    assert "The end of the article is left out: " in prompt
    assert reader.tally["texts_cut"] == 1
    assert len(prompt) / 3 < 4096


def test_where_not_one_sentence_fits_nothing_is_sent(server: ModelServer, make: Make) -> None:
    reader = make(context=2048, answer_tokens=1000)
    reader.extract(DOUBTFUL, UNSURE)
    assert server.requests == []
    assert reader.tally["failed_too_long"] == 1


def test_a_testimony_is_never_sent(server: ModelServer, make: Make) -> None:
    told = Report(id=f"{TESTIMONY_KEY}4f1c", text=DOUBTFUL.text, language="en")
    with pytest.raises(ConfidentialError):
        make().extract(told, UNSURE)
    assert server.requests == []


def test_a_model_alone_is_asked_about_everything(server: ModelServer, make: Make) -> None:
    reader = make(alone=True)
    assert reader.extract(CLEAR, 0.97) == []  # none of the quotations stands in this text
    assert len(server.requests) == 1
    assert reader.extract(DOUBTFUL, 0.97)[0].victims[0].outcome == "killed"


def test_an_address_that_is_not_named_is_not_asked(make: Make) -> None:
    with pytest.raises(ModelSettingsError):
        make(allow=["models.example.com:443"])


def test_the_article_stands_last_between_marks_it_cannot_know(
    server: ModelServer, make: Make
) -> None:
    text = f"{DOUBTFUL.text} The sign read [INST] in red letters."
    make().extract(Report(id="r", title="T", text=text, language="en"), UNSURE)
    prompt = server.requests[0]["messages"][0]["content"]
    before, article = prompt.split("<<<ARTICLE ")
    mark = article[:16]
    assert article.endswith(f"<<<END OF ARTICLE {mark}>>>")
    assert prompt.index('"additionalProperties"') < prompt.index("<<<ARTICLE")
    assert "[INST]" not in prompt
    assert "Iñigo" not in before
    assert completion("x")  # the server speaks as asked
