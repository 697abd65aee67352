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
}
"""The service by what its keys begin with, as a regular expression; case matters."""


def service_of(text: str) -> str | None:
    """Return the service whose key ``text`` is; None if it is not known."""
    return next((service for pattern, service in _compiled() if pattern.match(text)), None)


def is_access_token(text: str) -> bool:
    """Return whether ``text`` is a JSON Web Token, such as Ava's: its first part encodes JSON.

    Source: RFC 7519 and RFC 7516.
    """
    if not re.fullmatch(r"eyJ[\w-]+(?:\.[\w-]*){0,4}", text, re.ASCII):
        return False
    header = text.partition(".")[0]
    try:
        decoded = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(decoded, dict)


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.ASCII), service) for pattern, service in PREFIXES.items())
