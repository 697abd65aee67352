"""Keys and tokens that certainly are not Vapi's: other services' by their prefixes, and access tokens by their content.

Only what another service documents as its own, and what neither Vapi nor Ava's guide uses. ``sk_live_`` is therefore
not here, although Stripe's secret keys begin with it: Ava's guide says that Vapi's do. ``sk_test_`` is not here either:
it may be of the same family.
"""

import base64
import json
import re
from collections.abc import Mapping
from functools import cache

PREFIXES: Mapping[str, str] = {
    r"sk-(?:proj|svcacct|admin|None)-|sk-[A-Za-z0-9_-]*T3BlbkFJ": "OpenAI",  # T3BlbkFJ is base64 for "OpenAI"
    r"sk-ant-": "Anthropic",
    r"sk-or-v1-": "OpenRouter",
    r"gsk_[A-Za-z0-9]{20}": "Groq",
    r"xai-[A-Za-z0-9]{20}": "xAI",
    r"pplx-[A-Za-z0-9]{20}": "Perplexity",
    r"hf_[A-Za-z0-9]{20}": "Hugging Face",
    r"sk_[0-9a-f]{48}\Z": "ElevenLabs",
    r"(?:pk|rk)_(?:live|test)_|whsec_": "Stripe",
    r"(?:AC|SK)[0-9a-f]{32}\Z": "Twilio",
    r"SG\.[\w-]+\.[\w-]+": "SendGrid",
    r"gh[pousr]_[A-Za-z0-9]|github_pat_": "GitHub",
    r"glpat-": "GitLab",
    r"npm_[A-Za-z0-9]{30}": "npm",
    r"pypi-Ag": "PyPI",
    r"dop_v1_": "DigitalOcean",
    r"xox[a-z]-|xoxe\.|xapp-": "Slack",
    r"(?:AKIA|ASIA)[A-Z0-9]{12}": "Amazon",
    r"AIza[\w-]{16}|ya29\.|GOCSPX-": "Google",
    r"shp(?:at|ca|pa|ss)_": "Shopify",
    r"sb_(?:secret|publishable)_|sbp_[0-9a-f]{20}": "Supabase",
    r"r8_[A-Za-z0-9]{20}": "Replicate",
    r"nvapi-[\w-]{20}": "NVIDIA",
    r"glsa_[A-Za-z0-9]{20}": "Grafana",
    r"xkeysib-": "Brevo",
    r"phc_[A-Za-z0-9]{20}": "PostHog",
    r"figd_[\w-]{20}": "Figma",
    r"lin_api_": "Linear",
}
"""The service by what its keys begin with, as a regular expression; case matters."""


def service_of(text: str) -> str | None:
    """Return the service whose key ``text`` is or contains, by itself or behind a name; None if it is not known."""
    known, services = _compiled()
    pieces = [piece for piece in _AROUND_KEY.split(text) if known.match(piece)]
    return next((service for pattern, service in services for piece in pieces if pattern.match(piece)), None)


def has_access_token(text: str) -> bool:
    """Return whether ``text`` is or contains a JSON Web Token, such as Ava's, or the start of one.

    Its first part encodes JSON. Source: RFC 7519 and RFC 7516.
    """
    return any(_is_header(header) for header in re.findall(r"eyJ[\w-]{2,}", text, re.ASCII))


def _is_header(encoded: str) -> bool:
    try:
        text = base64.urlsafe_b64decode(encoded[: len(encoded) // 4 * 4]).decode(errors="replace")
        return bool(_START_OF_HEADER.match(text)) or isinstance(json.loads(_whole(encoded)), dict)
    except (ValueError, RecursionError):
        return False


def _whole(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


_AROUND_KEY = re.compile(r"[^\w.+/~-]+")
"""What no key contains: it separates a key from its name, quotation marks and brackets."""
_START_OF_HEADER = re.compile(r'\{"(?:alg|typ|kid|enc|cty|zip|x5[tuc]|jku|jwk|crit)"')


@cache
def _compiled() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return what finds the key of any service, and what finds that of each: long texts have many pieces."""
    services = tuple((re.compile(pattern, re.ASCII), service) for pattern, service in PREFIXES.items())
    return re.compile("|".join(PREFIXES), re.ASCII), services
