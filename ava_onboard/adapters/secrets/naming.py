"""The names of secrets in a store, and their types when they are read."""

from ava_onboard.domain.api_key import ApiKey
from ava_onboard.domain.secret import Secret
from ava_onboard.onboarding.ports import SecretName


def stored_name(name: SecretName, ava_url: str | None) -> str:
    """Return the name of a secret within its profile.

    Args:
        name: The secret. The key is Vapi's, so its name is the same for every Ava.
        ava_url: The Ava that the tokens are for; None for the default one.
    """
    return name.value if ava_url is None or name is SecretName.VAPI_KEY else f"{name.value}:{ava_url}"


def restored(name: SecretName, text: Secret | None) -> Secret | None:
    """Return the stored text with its type; None if it is empty, or if a key was changed by hand."""
    if not text:
        return None
    if name is not SecretName.VAPI_KEY:
        return text
    try:
        return ApiKey(text.reveal())
    except ValueError:
        return None
