"""Keys of other services and access tokens are recognised, and nothing that may be Vapi's."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ava_onboard.domain.foreign_keys import PREFIXES, has_access_token, service_of
from ava_onboard.domain.pasted import read

EXAMPLES = {
    "sk-proj-MARKED0123456789": "OpenAI",
    "sk-svcacct-MARKED0123456789": "OpenAI",
    "sk-MARKED0123456789T3BlbkFJMARKED0123456789": "OpenAI",
    "sk-ant-api03-MARKED0123456789": "Anthropic",
    "sk-or-v1-MARKED0123456789": "OpenRouter",
    "gsk_MARKED0123456789MARKED": "Groq",
    "xai-MARKED0123456789MARKED": "xAI",
    "pplx-MARKED0123456789MARKED": "Perplexity",
    "hf_MARKED0123456789MARKED": "Hugging Face",
    "sk_" + "0a1b2c3d" * 6: "ElevenLabs",
    "pk_live_MARKED0123456789": "Stripe",
    "pk_test_MARKED0123456789": "Stripe",
    "rk_live_MARKED0123456789": "Stripe",
    "whsec_MARKED0123456789": "Stripe",
    "AC" + "0a1b2c3d" * 4: "Twilio",
    "SG.MARKED.MARKED0123456789": "SendGrid",
    "ghp_MARKED0123456789": "GitHub",
    "github_pat_MARKED0123456789": "GitHub",
    "glpat-MARKED0123456789": "GitLab",
    "npm_MARKED0123456789MARKED0123456789": "npm",
    "pypi-AgMARKED0123456789": "PyPI",
    "dop_v1_MARKED0123456789": "DigitalOcean",
    "xoxb-MARKED0123456789": "Slack",
    "xoxp-MARKED0123456789": "Slack",
    "AKIAMARKED0123456789": "Amazon",
    "AIzaMARKED0123456789MARKED": "Google",
    "ya29.MARKED0123456789": "Google",
    "shpat_MARKED0123456789": "Shopify",
    "sb_secret_MARKED0123456789": "Supabase",
    "r8_MARKED0123456789MARKED": "Replicate",
    "nvapi-MARKED0123456789MARKED": "NVIDIA",
    "glsa_MARKED0123456789MARKED": "Grafana",
    "xkeysib-MARKED0123456789": "Brevo",
    "phc_MARKED0123456789MARKED": "PostHog",
    "figd_MARKED0123456789MARKED": "Figma",
    "lin_api_MARKED0123456789": "Linear",
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_key_of_another_service_is_recognised_and_not_sent(text: str) -> None:
    assert service_of(text) == EXAMPLES[text]
    assert read(text).key is None
    assert read(f"API_KEY={text}\n").key is None
    for around in ("KEY={}", '{{"key":"{}"}}', "({})", "service:{}", "‹{}›"):
        assert read(around.format(text)).key is None, around


def test_every_service_has_an_example() -> None:
    assert set(EXAMPLES.values()) == set(PREFIXES.values())


@pytest.mark.parametrize(
    "text",
    ["sk_live_MARKED0123456789", "sk_test_MARKED0123456789", "sk-MARKED0123456789", "pk_1234567890", "AKIA-MARKED-01"],
)
def test_what_may_be_vapis_is_not_taken_for_another_services(text: str) -> None:
    assert service_of(text) is None
    assert read(text).key is not None


@given(st.uuids().map(str))
def test_no_uuid_is_taken_for_another_services(text: str) -> None:
    assert service_of(text) is None
    assert not has_access_token(text)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), min_size=1), st.text("MARKED_-09", min_size=1))
def test_an_access_token_is_recognised_whatever_is_in_it(header: dict[str, str], signature: str) -> None:
    token = f"{encoded({'alg': 'HS256', **header})}.{encoded(header)}.{signature}"
    assert has_access_token(token)
    assert read(token).key is None
    assert read(f"Authorization: Bearer {token}").key is None
    for around in ("jwt={}", "JWT:{}", '{{"jwt":"{}"}}', "({})", "Bearer{}", "token%3D{}", "cookie:ava={}", "‹{}>"):
        assert read(around.format(token)).key is None, around
    assert read(token[:20]).key is None


@pytest.mark.parametrize("text", ["eyJMARKED0123456789", "eyJMARKED.0123.456789", "eyJ", "MARKED.eyJ.eyJ"])
def test_what_only_begins_like_a_token_is_not_taken_for_one(text: str) -> None:
    assert not has_access_token(text)
