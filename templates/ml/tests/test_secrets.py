import copy
import json
import logging
import pickle
import traceback
from typing import Any, NoReturn

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from workload import secrets

VALUE = "hunter2-and-some-more"


class _Raw:
    """The body of an HTTP answer, as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> list[bytes]:
        return [self._body]


@pytest.fixture
def secret() -> secrets.Secret:
    return secrets.Secret(VALUE)


def test_the_current_value_is_read_once() -> None:
    client = boto3.client("secretsmanager", region_name="eu-west-1")
    with Stubber(client) as stub:
        stub.add_response("get_secret_value", {"SecretString": VALUE}, {"SecretId": "example/data-provider"})
        assert secrets.fetch(client, "example/data-provider").reveal() == VALUE
        stub.assert_no_pending_responses()


def test_no_text_form_shows_the_value(secret: secrets.Secret) -> None:
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", repr([secret]), repr({"token": secret})]
    assert not any(VALUE in text for text in shown)


def test_a_secret_cannot_be_written_to_a_file(secret: secrets.Secret) -> None:
    for write in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as refused:
            write(secret)
        assert VALUE not in "".join(traceback.format_exception(refused.value))


def test_a_secret_has_no_attributes_to_list(secret: secrets.Secret) -> None:
    assert not hasattr(secret, "__dict__")


def test_an_exception_that_carries_a_secret_does_not_show_it(secret: secrets.Secret) -> None:
    error = RuntimeError("the source refused", secret)
    assert VALUE not in "".join(traceback.format_exception(error))


def test_a_secret_without_text_is_refused_without_showing_anything() -> None:
    client = boto3.client("secretsmanager", region_name="eu-west-1")
    with Stubber(client) as stub:
        stub.add_response("get_secret_value", {"SecretBinary": VALUE.encode()}, {"SecretId": "example/data-provider"})
        with pytest.raises(secrets.SecretError) as refused:
            secrets.fetch(client, "example/data-provider")
    assert VALUE not in str(refused.value)


def test_logs_at_debug_do_not_show_the_value(caplog: pytest.LogCaptureFixture) -> None:
    client = boto3.client("secretsmanager", region_name="eu-west-1")

    def answer(request: Any, **_: object) -> AWSResponse:
        body = json.dumps({"SecretString": VALUE}).encode()
        return AWSResponse(request.url, 200, {}, _Raw(body))

    client.meta.events.register("before-send.secrets-manager.GetSecretValue", answer)
    with caplog.at_level(logging.DEBUG):
        assert secrets.fetch(client, "example/data-provider").reveal() == VALUE
        assert VALUE not in caplog.text
        # Without the guard the parser would have shown it: the test can fail.
        client.get_secret_value(SecretId="example/data-provider")
        assert VALUE in caplog.text


class _Stored:
    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self, **_: object) -> dict[str, str]:
        return {"SecretString": self._text}


@pytest.mark.parametrize(
    "text",
    [VALUE, f"{VALUE}\n", f"  {VALUE}\r\n", f'{{"token": "{VALUE}"}}', f'{{\n  "token": "{VALUE}\\n",\n  "x": 1\n}}\n'],
)
def test_a_token_is_the_whole_text_or_a_member_of_a_json_object(text: str) -> None:
    assert secrets.fetch(_Stored(text), "example/data-provider").reveal() == VALUE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{VALUE} {VALUE}", "characters that a token cannot have"),
        (f"{VALUE}\n{VALUE}", "characters that a token cannot have"),
        (f"{VALUE}\u00e9", "characters that a token cannot have"),
        (f"\ufeff{VALUE}", "characters that a token cannot have"),
        (f"{VALUE}\x00", "characters that a token cannot have"),
        (f"Bearer {VALUE}", "characters that a token cannot have"),
        (f'"{VALUE}"\n', "characters that a token cannot have"),
        (f"'{VALUE}'", "characters that a token cannot have"),
        (f'{{"token": "\\"{VALUE}\\""}}', "characters that a token cannot have"),
        (f'{{"Token": "{VALUE}"}}', 'JSON without a text "token"'),
        ('{"token": 5}', 'JSON without a text "token"'),
        (f'{{"password": "{VALUE}"}}', 'JSON without a text "token"'),
        (f'{{"token": ["{VALUE}"]}}', 'JSON without a text "token"'),
        ('{"token": " "}', 'JSON without a text "token"'),
        (f'["{VALUE}"]', "begins like JSON and is not a valid JSON object"),
        (f'{{"token": "{VALUE}"', "begins like JSON and is not a valid JSON object"),
        (f'{{"token": "{VALUE}",}}', "begins like JSON and is not a valid JSON object"),
        (f'{{"token": {"[" * 100_000}"{VALUE}"', "begins like JSON and is not a valid JSON object"),
        (f'\ufeff{{"token": "{VALUE}"}}', "characters that a token cannot have"),
        (f'{{"token": {{"value": "{VALUE}"}}}}', 'JSON without a text "token"'),
        (f"{VALUE}\u200b", "characters that a token cannot have"),
        (f"token: {VALUE}", "characters that a token cannot have"),
        (" \n", "has no text value"),
    ],
)
def test_a_value_that_is_no_token_is_refused_without_showing_it(text: str, why: str) -> None:
    with pytest.raises(secrets.SecretError, match=why) as refused:
        secrets.fetch(_Stored(text), "example/data-provider")
    assert VALUE not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("answer", [{}, {"SecretString": ""}, {"SecretString": None}])
def test_a_secret_with_an_empty_text_is_refused_by_its_name(answer: dict[str, Any]) -> None:
    class Client:
        def get_secret_value(self, **_: object) -> dict[str, Any]:
            return answer

    with pytest.raises(secrets.SecretError, match="secret example/data-provider has no text value"):
        secrets.fetch(Client(), "example/data-provider")


def test_the_log_level_is_as_before_when_the_call_fails() -> None:
    class Client:
        def get_secret_value(self, **_: object) -> NoReturn:
            raise OSError

    logger = logging.getLogger("botocore.parsers")
    logger.setLevel(logging.WARNING)
    with pytest.raises(OSError):  # noqa: PT011  # the one above, whatever it says
        secrets.fetch(Client(), "example/data-provider")
    assert logger.level == logging.WARNING
    logger.setLevel(logging.NOTSET)
