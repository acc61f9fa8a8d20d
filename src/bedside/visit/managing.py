"""What staff set up for a website: its settings, the texts of its consents, its invitation rules."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from bedside.gate.claims.gate import refuse
from bedside.hospital.actions.audit import record
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem, register
from bedside.kit.services import Services
from bedside.visit.invitations import Rule
from bedside.visit.model import ConsentTexts, Site
from bedside.visit.rules import Rules
from bedside.visit.sites import Sites
from bedside.visit.store import invitations as rules_store
from bedside.visit.store import sites as sites_store
from bedside.visit.texts import CONSENT_TEXTS, CONSENT_VERSION

KEY_TAKEN = register(
    "site_key_taken",
    409,
    "站点标识 {what} 已被使用",
    "The site key {what} is taken",
    "请换一个标识。",
    "Choose another key.",
)
TEXT_KEPT = register(
    "text_kept", 409, "版本 {what} 已有文本，展示过的文本不能改写",
    "There is a text of version {what}; what was shown is never rewritten",
    "请用新的版本号保存。", "Save it under a new version.",
)  # fmt: skip


async def add_site(services: Services, viewer: Viewer, site: Site) -> None:
    """A new site with the product's own consent texts. Raises Problem refused, invalid or site_key_taken."""
    viewer.require(Right.MANAGE_SITE, site.hospital_id)
    await refuse(services, site.hospital_id, site.greeting_zh, site.greeting_en)
    new = msgspec.structs.replace(site, consent_version=CONSENT_VERSION)
    async with services.database.transaction([site.hospital_id]) as tx:
        await _departments_known(tx, new)
        if not await sites_store.insert_site(tx, new):
            raise Problem(KEY_TAKEN, what=site.key)
        await sites_store.insert_texts(tx, new, CONSENT_VERSION, CONSENT_TEXTS, tx.clock.now(), viewer.actor)
        await _changed(services, tx, viewer, new, "site_added")


async def change_site(services: Services, viewer: Viewer, site: Site) -> None:
    """Raises Problem refused, not_found, invalid, or conflict when somebody else changed it first."""
    viewer.require(Right.MANAGE_SITE, site.hospital_id)
    await refuse(services, site.hospital_id, site.greeting_zh, site.greeting_en)
    async with services.database.transaction([site.hospital_id]) as tx:
        await _departments_known(tx, site)
        known = await sites_store.site(tx, site.key)
        if known is None or known.hospital_id != site.hospital_id:
            raise Problem(NOT_FOUND)
        if site.consent_version not in known.consent_texts:
            raise Problem(INVALID, what="consent_version")
        if not await sites_store.update_site(tx, site):
            raise Problem(CONFLICT, what=site.key)
        await _changed(services, tx, viewer, site, "site_changed")


async def write_consent_texts(
    services: Services, viewer: Viewer, hospital_id: int, key: str, version: str, texts: Mapping[str, ConsentTexts]
) -> None:
    """A new version of the consents' texts, shown from now on. Raises Problem not_found, text_kept or claims_blocked."""
    viewer.require(Right.MANAGE_SITE, hospital_id)
    if "zh" not in texts or not set(texts) <= {"zh", "en"}:
        raise Problem(INVALID, what="texts")
    shipped = {words for each in CONSENT_TEXTS.values() for words in msgspec.structs.astuple(each)}
    written = [words for each in texts.values() for words in msgspec.structs.astuple(each) if words not in shipped]
    await refuse(services, hospital_id, *written)
    async with services.database.transaction([hospital_id]) as tx:
        site = await sites_store.site(tx, key)
        if site is None or site.hospital_id != hospital_id:
            raise Problem(NOT_FOUND)
        if not await sites_store.insert_texts(tx, site, version, texts, tx.clock.now(), viewer.actor):
            raise Problem(TEXT_KEPT, what=version)
        changed = msgspec.structs.replace(site, consent_version=version)
        if not await sites_store.update_site(tx, changed):
            raise Problem(CONFLICT, what=key)
        await _changed(services, tx, viewer, changed, "consent_texts_written")


async def add_rule(services: Services, viewer: Viewer, hospital_id: int, given: Rule) -> UUID:
    """Add an invitation rule; returns its id. Raises Problem refused."""
    viewer.require(Right.MANAGE_SITE, hospital_id)
    await refuse(services, hospital_id, given.text_zh, given.text_en)
    rule = msgspec.structs.replace(given, id=new_id())
    async with services.database.transaction([hospital_id]) as tx:
        await rules_store.insert_rule(tx, hospital_id, rule)
        await _rules_changed(services, tx, viewer, hospital_id, rule.id, "rule_added")
    return rule.id


async def change_rule(services: Services, viewer: Viewer, hospital_id: int, rule: Rule) -> None:
    """Raises Problem refused, not_found, or conflict when somebody else changed it first."""
    viewer.require(Right.MANAGE_SITE, hospital_id)
    await refuse(services, hospital_id, rule.text_zh, rule.text_en)
    async with services.database.transaction([hospital_id]) as tx:
        if not await rules_store.update_rule(tx, hospital_id, rule):
            known = any(each.id == rule.id for each in await rules_store.rules(tx, hospital_id))
            raise Problem(CONFLICT if known else NOT_FOUND, what=rule.name_zh)
        await _rules_changed(services, tx, viewer, hospital_id, rule.id, "rule_changed")


async def retire_rule(services: Services, viewer: Viewer, hospital_id: int, rule_id: UUID, version: int) -> None:
    """Ask by it no more; what it counted stays. Raises Problem not_found or conflict."""
    viewer.require(Right.MANAGE_SITE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = next((r for r in await rules_store.rules(tx, hospital_id) if r.id == rule_id), None)
        if known is None:
            raise Problem(NOT_FOUND)
        if known.version != version:
            raise Problem(CONFLICT, what=known.name_zh)
        await rules_store.retire_rule(tx, hospital_id, rule_id, tx.clock.now())
        await _rules_changed(services, tx, viewer, hospital_id, rule_id, "rule_retired")


async def _departments_known(tx: Transaction, site: Site) -> None:
    shown = await front(tx, site.hospital_id)
    known = {each.id for each in shown.departments} if shown else set[UUID]()
    if any(page.department not in known for page in site.departments):
        raise Problem(INVALID, what="departments")


async def _changed(services: Services, tx: Transaction, viewer: Viewer, site: Site, action: str) -> None:
    tx.announce(site.hospital_id, place(site.hospital_id), PlaceChanged(what="site"), actor=viewer.actor)
    await record(tx, viewer, site.hospital_id, action, f"site:{site.key}")
    tx.after_commit(lambda: services.get(Sites).changed(site.key))


async def _rules_changed(
    services: Services, tx: Transaction, viewer: Viewer, hospital_id: int, rule_id: UUID, action: str
) -> None:
    tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="invitation_rules"), actor=viewer.actor)
    await record(tx, viewer, hospital_id, action, f"invitation_rule:{rule_id}")
    tx.after_commit(lambda: services.get(Rules).changed(hospital_id))
