import pytest
from sqlalchemy import delete, text

from ava_onboard.backend.db.models import User
from ava_onboard.backend.security.key_ring import UnreadableKeyError
from ava_onboard.backend.settings import Form
from ava_onboard.domain.api_key import ApiKey
from tests.backend.conftest import KEY_PATH, Backend

KEY = "8f14e45f-ceea-467f-9f5b-marked000001"
PREVIEW = "8f14e45f..."
NOTHING = {"has_vapi_key": False, "vapi_api_key_preview": None}

SAVED = {
    Form.DOCUMENTED: {"message": "Vapi API key saved successfully", "preview": PREVIEW},
    Form.DEPLOYED: {"has_vapi_key": True, "vapi_api_key_preview": PREVIEW},
}
DELETED = {
    Form.DOCUMENTED: {"message": "Vapi API key deleted successfully"},
    Form.DEPLOYED: NOTHING,
}


async def test_a_key_is_saved_shown_replaced_and_deleted(either_form: Backend) -> None:
    client, headers, form = either_form.client, either_form.alice.headers, either_form.settings.form

    assert (await client.get(KEY_PATH, headers=headers)).json() == NOTHING

    saved = await client.post(KEY_PATH, headers=headers, json={"vapi_api_key": KEY})
    assert (saved.status_code, saved.json()) == (200, SAVED[form])
    shown = {"has_vapi_key": True, "vapi_api_key_preview": PREVIEW}
    assert (await client.get(KEY_PATH, headers=headers)).json() == shown
    assert await either_form.keys.read(either_form.alice.id) == ApiKey(KEY)

    await client.post(KEY_PATH, headers=headers, json={"vapi_api_key": "sk_live_another_one"})
    assert (await client.get(KEY_PATH, headers=headers)).json()["vapi_api_key_preview"] == "sk_live_..."
    assert await either_form.keys.read(either_form.alice.id) == ApiKey("sk_live_another_one")

    for _ in ("there", "already gone"):
        deleted = await client.delete(KEY_PATH, headers=headers)
        assert (deleted.status_code, deleted.json()) == (200, DELETED[form])
        assert (await client.get(KEY_PATH, headers=headers)).json() == NOTHING
    assert await either_form.keys.read(either_form.alice.id) is None


@pytest.mark.parametrize("key", ["!" * 10, "~" * 255, "sk_live_ab", 'quote"and\\backslash'])
async def test_every_printable_key_of_an_allowed_length_is_accepted(backend: Backend, key: str) -> None:
    saved = await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": key})

    assert saved.status_code == 200
    assert await backend.keys.read(backend.alice.id) == ApiKey(key)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_deleted_tenant_is_not_found(either_form: Backend, method: str) -> None:
    async with either_form.engine.begin() as connection:
        await connection.execute(delete(User).where(User.id == either_form.alice.id))

    body = {"vapi_api_key": KEY} if method == "POST" else None
    answer = await either_form.client.request(method, KEY_PATH, headers=either_form.alice.headers, json=body)

    assert (answer.status_code, answer.json()) == (404, {"detail": "User not found"})


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_trailing_slash_is_not_found(backend: Backend, method: str) -> None:
    """A redirect would name an http:// address behind a proxy, and send the token and the key there."""
    answer = await backend.client.request(method, f"{KEY_PATH}/", headers=backend.alice.headers)

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
    assert "location" not in answer.headers


async def test_no_file_of_the_database_holds_the_key(backend: Backend) -> None:
    await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": KEY})

    files = backend.databases.files(backend.settings.database_url)
    everything = b"".join(file.read_bytes() for file in files)

    assert PREVIEW.encode() in everything
    assert KEY.encode() not in everything
    assert KEY[8:].encode() not in everything


async def test_a_row_copied_to_another_tenant_does_not_decrypt(backend: Backend) -> None:
    await backend.client.post(KEY_PATH, headers=backend.alice.headers, json={"vapi_api_key": KEY})
    columns = "vapi_key_ciphertext, vapi_key_master, vapi_key_preview"
    copy = text(f"UPDATE users SET ({columns}) = (SELECT {columns} FROM users WHERE id = :alice) WHERE id = :bob")
    async with backend.engine.begin() as connection:
        await connection.execute(copy, {"alice": backend.alice.id.hex, "bob": backend.bob.id.hex})

    with pytest.raises(UnreadableKeyError):
        await backend.keys.read(backend.bob.id)
    assert await backend.keys.read(backend.alice.id) == ApiKey(KEY)


async def test_the_openapi_document_names_the_answers_of_its_form(either_form: Backend) -> None:
    description = (await either_form.client.get("/openapi.json")).json()

    answer = description["paths"][KEY_PATH]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    name = "KeySaved" if either_form.settings.form is Form.DOCUMENTED else "KeyStatus"
    assert answer == {"$ref": f"#/components/schemas/{name}"}
