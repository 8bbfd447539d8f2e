"""Asking a model over HTTP: what is sent, and what becomes of answers that are none."""

import gzip
from pathlib import Path

import pytest

from reading.intake.extraction.language_model.model_server import (
    Answer,
    drip,
    flood,
    model_server,
    raw,
    reset,
    saying,
    silence,
    status,
)
from vigil.reading.intake.extraction.language_model.client import Completion, ModelClient
from vigil.reading.intake.extraction.language_model.endpoint import endpoint_of
from vigil.reading.intake.extraction.language_model.errors import (
    ModelSettingsError,
    NoAnswerError,
    Trouble,
)
from vigil.reading.intake.extraction.language_model.settings import (
    ModelSettings,
    load_model_settings,
)

PROMPT = "Read this."


def settings_of(port: int, **given: object) -> ModelSettings:
    known = {
        "endpoint": f"http://127.0.0.1:{port}/v1",
        "model": "small-model",
        "allow": [f"127.0.0.1:{port}"],
        "timeout": 5.0,
        "retries": 2,
    }
    return ModelSettings(**(known | given))  # type: ignore[arg-type]


def ask(*answers: Answer, prompt: str = PROMPT, **given: object) -> tuple[Completion, list[float]]:
    waits: list[float] = []
    with model_server(*answers) as server:
        settings = settings_of(server.port, **given)
        client = ModelClient(settings, endpoint_of(settings), waits.append)
        return client.ask(prompt, client.body(prompt)), waits


def test_what_is_sent_is_what_every_server_understands() -> None:
    with model_server(saying("{}")) as server:
        settings = settings_of(server.port, server="llama.cpp", seed=7)
        client = ModelClient(settings, endpoint_of(settings))
        client.ask(PROMPT, client.body(PROMPT))
        [asked] = server.requests
        assert server.paths == ["/v1/chat/completions"]
        [headers] = server.headers
    assert asked["messages"] == [{"role": "user", "content": PROMPT}]
    assert (asked["temperature"], asked["seed"], asked["stream"]) == (0, 7, False)
    assert asked["cache_prompt"] is False
    assert asked["response_format"]["type"] == "json_schema"
    inner = asked["response_format"]["json_schema"]
    assert set(inner) == {"name", "strict", "schema"}
    told = str(inner["schema"])
    assert not any(ignored in told for ignored in ("pattern", "multipleOf", "uniqueItems"))
    assert told.count("'integer'") == told.count("'maximum'") == 4
    assert "authorization" not in headers


def test_others_than_llama_are_not_sent_what_they_refuse() -> None:
    settings = settings_of(1)
    assert b"cache_prompt" not in ModelClient(settings, endpoint_of(settings)).body(PROMPT)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(saying("{}")) as server:
        settings = settings_of(server.port, api_key_env="MODEL_KEY_OF_TEST")
        monkeypatch.delenv("MODEL_KEY_OF_TEST", raising=False)
        with pytest.raises(ModelSettingsError, match="MODEL_KEY_OF_TEST is not set"):
            ModelClient(settings, endpoint_of(settings))
        monkeypatch.setenv("MODEL_KEY_OF_TEST", "sk-invented")
        client = ModelClient(settings, endpoint_of(settings))
        client.ask(PROMPT, client.body(PROMPT))
        assert server.headers[0]["authorization"] == "Bearer sk-invented"
        assert "sk-invented" not in str(server.requests)


BAD: list[tuple[Trouble, Answer]] = [
    ("not_json", raw(b"<html>It works!</html>", content_type="text/html")),
    ("not_json", raw(b'{"choices": [{"message"')),
    ("not_json", raw(b"\xff\xfe\x00")),
    ("wrong_schema", raw(b'{"choices": []}')),
    ("wrong_schema", raw(b'{"object": "list"}')),
    ("wrong_schema", raw(b'{"choices": [{"message": {"content": 7}}]}')),
    ("cut_off", saying('{"accounts": [', finish="length")),
    ("unfinished", saying('{"accounts": []}', finish="content_filter")),
    ("unfinished", saying('{"accounts": []}', finish=None)),
    ("unfinished", saying(None)),
    ("redirect", status(307, location="http://127.0.0.1:9/v1/chat/completions")),
    ("refused", status(400)),
    ("refused", status(401)),
    ("unavailable", status(503)),
    ("unavailable", reset),
    ("too_large", flood),
    ("too_large", raw(gzip.compress(b" " * 3_000_000), content_encoding="gzip")),
]


@pytest.mark.parametrize(("kind", "answer"), BAD)
def test_what_is_no_answer_is_named(kind: Trouble, answer: Answer) -> None:
    with pytest.raises(NoAnswerError) as caught:
        ask(answer)
    assert caught.value.kind == kind
    assert caught.value.reason


@pytest.mark.parametrize("slow", [silence, drip])
def test_a_slow_server_is_left_after_the_limit(slow: Answer) -> None:
    with pytest.raises(NoAnswerError) as caught:
        ask(slow, timeout=0.2, retries=0)
    assert caught.value.kind == "timeout"


def test_what_may_pass_is_tried_again_with_longer_waits() -> None:
    answer, waits = ask(status(503), status(429, retry_after="7"), saying("{}"))
    assert answer.content == "{}"
    assert waits == [1.0, 7.0]


def test_what_will_not_pass_is_not_tried_again() -> None:
    with model_server(status(400)) as server:
        settings = settings_of(server.port)
        client = ModelClient(settings, endpoint_of(settings))
        with pytest.raises(NoAnswerError):
            client.ask(PROMPT, client.body(PROMPT))
        assert len(server.requests) == 1


def test_a_redirect_is_never_followed() -> None:
    with model_server(saying("{}")) as other, model_server() as server:
        server.answers = [status(302, location=f"{other.endpoint}/chat/completions")]
        settings = settings_of(server.port)
        client = ModelClient(settings, endpoint_of(settings))
        with pytest.raises(NoAnswerError):
            client.ask(PROMPT, client.body(PROMPT))
        assert (other.requests, other.paths) == ([], [])


def test_a_server_that_drops_the_middle_of_a_prompt_is_found_out() -> None:
    with pytest.raises(NoAnswerError) as caught:
        ask(saying("{}", usage=(4096, 3)), prompt="word " * 10_000)
    assert caught.value.kind == "prompt_cut"
    assert "8,333" in caught.value.reason


REFUSED = [
    ("http://127.0.0.1:8080/v1", [], "not allowed"),
    ("http://127.0.0.1:8080/v1", ["127.0.0.1:9090"], "not allowed"),
    ("http://10.0.0.5:8000/v1", ["127.0.0.1:8000"], "not allowed"),
    ("https://models.example.com/v1", ["127.0.0.1:8080"], "not allowed"),
    ("http://models.example.com/v1", ["models.example.com:80"], "must be https"),
    ("https://user:pass@models.example.com/v1", ["models.example.com:443"], "without user"),
    ("https://models.example.com/v1?key=1", ["models.example.com:443"], "without user"),
    ("https://gpu/v1", ["gpu:443"], "write the IP address"),
    ("ftp://models.example.com/v1", ["models.example.com:21"], "must be an http"),
]


@pytest.mark.parametrize(("endpoint", "allow", "why"), REFUSED)
def test_an_endpoint_that_is_not_named_is_refused(
    endpoint: str, allow: list[str], why: str
) -> None:
    with pytest.raises(ModelSettingsError, match=why):
        endpoint_of(ModelSettings(endpoint=endpoint, model="m", allow=allow))


def test_endpoints_that_are_named_are_known_as_near_or_far() -> None:
    near = ["http://localhost:8080/v1", "http://127.0.0.1:8080/v1/", "http://10.0.0.5:8080/v1"]
    allow = ["localhost:8080", "127.0.0.1:8080", "10.0.0.5:8080", "models.example.com:443"]
    for endpoint in near:
        found = endpoint_of(ModelSettings(endpoint=endpoint, model="m", allow=allow))
        assert found.local
        assert found.url.endswith(":8080/v1/chat/completions")
    far = ModelSettings(endpoint="https://models.example.com/v1", model="m", allow=allow)
    assert not endpoint_of(far).local


def test_the_address_of_another_service_of_this_machine_is_not_dialled() -> None:
    """What is allowed is one address and port: a name that leads elsewhere is refused."""
    settings = ModelSettings(
        endpoint="http://127.0.0.1:8080/v1", model="m", allow=["127.0.0.1:8080"]
    )
    guard = endpoint_of(settings).guard
    for elsewhere in ("http://127.0.0.1:5432/", "http://169.254.169.254/", "http://10.0.0.1:8080/"):
        with pytest.raises(Exception, match=r"not a public|only ports"):
            guard.check(elsewhere)


WRONG = [
    ("", "reader"),
    ("[reader.llm]\nmodel = 'm'", "endpoint"),
    ("[reader.llm]\nendpoint='http://a'\nmodel='m'\nallow=[]\napi_key='x'", "api_key"),
    ("[reader.llm]\nendpoint='http://a'\nmodel='m'\nallow=[]\ntimeout=0", "timeout"),
    ("[reader.llm]\nendpoint='http://a'\nmodel='m'\nallow=[]\nserver='gpt'", "server"),
    ("[reader.llm]\nendpoint='http://a'\nmodel='m'\nallow=[]\nanswer_tokens=4000", "half"),
    ("[reader.llm]\nendpoint='http://a'\nmodel='m'\nallow=[]\nmax_cost=1.0", "price_in"),
    ("[reader.llm\n", "vigil.toml"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_settings_are_read_strictly(text: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "vigil.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelSettingsError) as caught:
        load_model_settings(path)
    assert named in str(caught.value)
    assert str(path) in str(caught.value)
