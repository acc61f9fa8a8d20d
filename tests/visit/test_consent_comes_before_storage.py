"""Before consent there is no id and nothing is stored; a refusal stores nothing; withdrawal and forgetting act at once."""

import httpx
import msgspec
import pytest

from bedside.kit.services import Services
from bedside.people import token as tokens
from bedside.visit.model import Site, View
from bedside.visit.texts import CONSENT_VERSION
from tests.visit.conftest import make_site, page

TABLES = (
    "people.visitors", "people.consents", "visit.visits", "visit.views", "visit.invitations", "kit.facts",
)  # fmt: skip


async def rows(services: Services, hospital: int = 1) -> dict[str, int]:
    async with services.database.transaction([hospital]) as tx:
        return {name: await tx.value(f"SELECT count(*) FROM {name}") for name in TABLES}  # pyright: ignore[reportArgumentType]


def wire(view: View) -> dict[str, object]:
    return msgspec.to_builtins(view)


async def consent(http: httpx.AsyncClient, **answers: object) -> dict[str, object]:
    body = {"site": "east", "lang": "zh", "version": CONSENT_VERSION, **answers}
    answer = await http.post("/v1/visitor/consents", content=msgspec.json.encode(body))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def pages(http: httpx.AsyncClient, *views: View, **more: object) -> httpx.Response:
    body = {"site": "east", "views": [wire(view) for view in views], **more}
    return await http.post(
        "/v1/visitor/pages", content=msgspec.json.encode(body), headers={"content-type": "text/plain"}
    )


async def test_looking_at_the_site_stores_nothing(running: Services, site: Site, http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/visitor/sites/east?lang=en")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    shown = answer.json()
    assert shown["consent"]["version"] == CONSENT_VERSION
    assert shown["emergency"]["numbers"] == ["120"]
    assert shown["desk"] == {"open": False, "online": False, "opens_at": None, "waiting": 0}
    assert set((await rows(running)).values()) == {0}


async def test_a_refusal_stores_nothing(running: Services, site: Site, http: httpx.AsyncClient) -> None:
    answer = await consent(http, tracking=False, marketing=False)
    assert answer["token"] is None
    assert set((await rows(running)).values()) == {0}


@pytest.mark.parametrize("more", [{}, {"consent": None}, {"token": "forged"}])
async def test_pages_without_consent_are_refused(
    running: Services, site: Site, http: httpx.AsyncClient, more: dict[str, object]
) -> None:
    answer = await pages(http, page(), **more)
    assert answer.status_code in (401, 403)
    assert answer.json()["way_out"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set((await rows(running)).values()) == {0}


async def test_the_first_page_brings_its_consent(running: Services, site: Site, http: httpx.AsyncClient) -> None:
    answer = await pages(http, page("/dental/", "口腔科"), consent=CONSENT_VERSION)
    assert answer.status_code == 200, answer.text
    token = tokens.read(running, answer.json()["token"])
    assert token is not None
    assert await rows(running) == {
        "people.visitors": 1, "people.consents": 1, "visit.visits": 1, "visit.views": 1, "visit.invitations": 0,
        "kit.facts": 3,
    }  # fmt: skip
    async with running.database.transaction([1]) as tx:
        kinds = await tx.tuples(
            "SELECT kind FROM kit.facts WHERE subject = %s ORDER BY epoch, xid, id", (token.visitor_id,)
        )
        proof = await tx.value("SELECT proof FROM people.consents")
    assert [k[0] for k in kinds] == ["people.visitor_made", "people.consent_given", "visit.page_viewed"]
    assert len(proof["text_hash"]) == 64


async def test_the_first_page_brought_twice_is_one_visitor_and_one_page(
    running: Services, site: Site, http: httpx.AsyncClient
) -> None:
    view = page()
    first = await pages(http, view, consent=CONSENT_VERSION)
    again = await pages(http, view, consent=CONSENT_VERSION)
    assert first.json() == again.json()
    counted = await rows(running)
    assert (counted["people.visitors"], counted["visit.views"], counted["kit.facts"]) == (1, 1, 3)


async def test_a_version_that_was_never_shown_is_no_consent(
    running: Services, site: Site, http: httpx.AsyncClient
) -> None:
    answer = await pages(http, page(), consent="1999-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_consent_text")
    assert set((await rows(running)).values()) == {0}


async def test_withdrawing_stops_pages_at_once(running: Services, site: Site, http: httpx.AsyncClient) -> None:
    token = (await consent(http, tracking=True))["token"]
    assert (await pages(http, page(), token=token)).status_code == 200
    withdrawn = await consent(http, token=token, tracking=False)
    assert withdrawn["consents"] == {"tracking": False, "health": None, "marketing": None, "group_sharing": None}
    refused = await pages(http, page("/prices/"), token=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_needed")
    assert (await rows(running))["visit.views"] == 1


async def test_forget_me_erases_the_trail_and_says_what_is_kept(
    running: Services, site: Site, http: httpx.AsyncClient
) -> None:
    token = (await consent(http, tracking=True))["token"]
    visitor = tokens.read(running, str(token))
    assert visitor is not None
    await pages(http, page("/cardiology/", "心内科"), token=token)
    answer = await http.post("/v1/visitor/forget?lang=zh", content=msgspec.json.encode({"token": token}))
    assert answer.status_code == 200, answer.text
    assert answer.json()["forgotten"] is True
    assert any("同意" in reason for reason in answer.json()["kept"])
    counted = await rows(running)
    assert (counted["visit.views"], counted["visit.visits"]) == (0, 0)
    async with running.database.transaction([1]) as tx:
        mine = await tx.tuples("SELECT kind FROM kit.facts WHERE subject = %s ORDER BY id", (visitor.visitor_id,))
        anybody = await tx.value("SELECT count(*) FROM kit.facts WHERE kind = 'visit.page_viewed'")
        actors = await tx.value(
            "SELECT count(*) FROM kit.facts WHERE kind = 'visit.page_viewed' AND actor LIKE %s",
            (f"%{visitor.visitor_id}",),
        )
    assert [k[0] for k in mine] == ["people.visitor_made", "people.consent_given", "people.visitor_forgotten"]
    assert (anybody, actors) == (1, 0)
    assert (await pages(http, page(), token=token)).status_code == 403


async def test_only_listed_origins_may_use_a_site(running: Services, http: httpx.AsyncClient) -> None:
    await make_site(running, origins=("https://spruce.example",))
    ours, theirs = {"origin": "https://spruce.example"}, {"origin": "https://other.example"}
    assert (await http.get("/v1/visitor/sites/east", headers=ours)).status_code == 200
    refused = await http.get("/v1/visitor/sites/east", headers=theirs)
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")


async def test_a_token_of_another_hospital_opens_nothing(
    running: Services, site: Site, http: httpx.AsyncClient
) -> None:
    await make_site(running, 2, "west")
    token = (await consent(http, tracking=True))["token"]
    body = {"site": "west", "token": token, "views": [wire(page())]}
    answer = await http.post("/v1/visitor/pages", content=msgspec.json.encode(body))
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_visitor")
    assert (await rows(running, 2))["visit.views"] == 0


async def test_a_preflight_is_answered(running: Services, site: Site, http: httpx.AsyncClient) -> None:
    answer = await http.options("/v1/visitor/pages", headers={"origin": "https://spruce.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "content-type"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"site": "east"}', b'{"site":"east","consent":"x","views":[{}]}', b"\xff"]
)
async def test_malformed_bodies_are_told_so(
    running: Services, site: Site, http: httpx.AsyncClient, body: bytes
) -> None:
    answer = await http.post("/v1/visitor/pages", content=body)
    assert answer.status_code in (403, 422)
    assert set((await rows(running)).values()) == {0}
