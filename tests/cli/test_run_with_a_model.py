"""`vigil run` with a language model: only where the settings of the data folder say so."""

import json
from pathlib import Path

import pytest

from reading.intake.extraction.language_model.model_server import model_server, saying
from vigil.casefile.models import Account, Claim
from vigil.cli.run import run

pytestmark = pytest.mark.django_db

DOUBTFUL = {
    "id": "r3",
    "title": "Man shot dead",
    "text": "A man was shot dead near the old mill in Recife. The dead man was 43, police said.",
    "language": "en",
}


@pytest.mark.parametrize("in_run", [False, True])
def test_a_run_asks_only_if_it_is_told_to(in_run: bool, data: Path) -> None:
    source = data.parent / "in.jsonl"
    source.write_text(json.dumps(DOUBTFUL), encoding="utf-8")
    age = {"value": 43, "quote": "The dead man was 43"}
    killed = {"value": "killed", "quote": "was shot dead"}
    person = dict.fromkeys(("name", "count", "gender", "occupation"))
    account = {"event": {"value": "killing", "quote": "was shot dead"}}
    account |= {"victims": [person | {"age": age, "outcome": killed}]}  # type: ignore[dict-item]
    account |= dict.fromkeys(("killed", "injured", "date", "place", "method"))  # type: ignore[arg-type]
    with model_server(saying({"accounts": [account]})) as server:
        data.mkdir(exist_ok=True)
        (data / "vigil.toml").write_text(
            f'[reader.llm]\nendpoint = "{server.endpoint}"\nmodel = "small"\ncontext = 8192\n'
            f'allow = ["127.0.0.1:{server.port}"]\nin_run = {str(in_run).lower()}\n',
            encoding="utf-8",
        )
        summary, _ = run([str(source)], workers=1)
        assert len(server.requests) == int(in_run)
    assert summary["new_accounts"] == 1
    readers = set(Claim.objects.values_list("reader", flat=True))
    assert ["+llm-small-p1-" in reader for reader in readers] == [in_run]
    assert Account.objects.get().reader in readers
