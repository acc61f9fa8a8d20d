"""What visitors do besides reading: they agree, are invited, answer, are forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.gate.holds import holds
from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, NOT_FOUND, Problem, Text
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.people import questions as persons
from bedside.people.model import (
    NO_CONSENT,
    Consents,
    Elsewhere,
    Kept,
    Proof,
    Purpose,
    Visitor,
    agent_family,
    one_line,
    text_hash,
)
from bedside.visit.desks import CampaignNames
from bedside.visit.facts import InvitationAnswered, InvitationShown
from bedside.visit.invitations import Answer, Context, Invitation, Rule, why, worded
from bedside.visit.live import Board
from bedside.visit.model import ALREADY_ASKED, HELD, NO_TEXT, NOT_HERE, Site
from bedside.visit.store import counts, views
from bedside.visit.store import invitations as store

TEXT_LIMIT = 500


class InvitationEvent(msgspec.Struct, tag_field="on", tag="invitation"):
    """What a visitor's tabs show (docs/protocol.md)."""

    id: UUID
    text: str
    why: str
    by: dict[str, str] | None


class WithdrawnEvent(msgspec.Struct, tag_field="on", tag="invitation_withdrawn"):
    id: UUID


class ConsentsEvent(msgspec.Struct, tag_field="on", tag="consents"):
    consents: Consents


def topic(visitor_id: UUID) -> str:
    """Carries events to every tab of one visitor."""
    return f"visitor.{visitor_id.hex}"


def event(invitation: Invitation) -> InvitationEvent:
    by = {"kind": "staff", "name": invitation.staff_name} if invitation.staff_id else None
    return InvitationEvent(invitation.id, invitation.text, invitation.why, by)


def proof(site: Site, version: str, purpose: Purpose, lang: str, user_agent: str) -> Proof:
    """Proof that this text was shown. Raises Problem no_consent_text if the site never had that version."""
    texts = site.consent_texts.get(version, {})
    shown = texts.get(lang) or texts.get("zh")
    if shown is None:
        raise Problem(NO_TEXT)
    return Proof(lang=lang, text_hash=text_hash(shown.of(purpose)), agent=agent_family(user_agent))


async def record_consents(
    services: Services,
    site: Site,
    visitor_id: UUID | None,
    answers: Mapping[Purpose, bool],
    *,
    version: str,
    lang: str,
    user_agent: str,
    channel: str = "widget",
) -> tuple[Visitor, Consents] | None:
    """A visitor's answers. Without a visitor one is made, but only by a yes to tracking: a plain refusal stores nothing.

    Withdrawn tracking takes effect at once: off the board, and an open invitation goes away.
    """
    if visitor_id is None and not answers.get("tracking"):
        return None
    proofs = {purpose: proof(site, version, purpose, lang, user_agent) for purpose in answers}
    async with services.database.transaction([site.hospital_id]) as tx:
        if visitor_id is None:
            visitor_id = (await people.make_visitor(tx, site.hospital_id, kind="tracked", lang=lang)).id
        now = Consents()
        for purpose, given in answers.items():
            now = await people.consent(
                tx,
                site.hospital_id,
                visitor_id,
                {purpose: given},
                version=version,
                channel=channel,
                proof=proofs[purpose],
            )
        visitor = await persons.visitor(tx, site.hospital_id, visitor_id)
        assert visitor
        if answers.get("tracking") is False:
            await _leave_alone(services, tx, site.hospital_id, visitor_id)
        now = visitor.consents
        _publish(services, tx, visitor_id, ConsentsEvent(now))  # their other tabs act on it at once
    return visitor, now


async def link_elsewhere(services: Services, here: Elsewhere, there: Elsewhere) -> bool:
    """One browser showed tokens of two hospitals: they know the same person, if one group and both sides' consent say so."""
    if here.hospital_id == there.hospital_id:
        return False
    async with services.database.transaction([here.hospital_id, there.hospital_id]) as tx:
        one, other = await front(tx, here.hospital_id), await front(tx, there.hospital_id)
    if one is None or other is None or one.group_id != other.group_id:
        return False
    try:
        await people.link(services, here, there)
    except Problem as problem:
        if problem.code != NO_CONSENT:
            raise
        return False  # the other side's consent is not given, or was withdrawn
    return True


async def forget(services: Services, hospital_id: int, visitor_id: UUID) -> list[Kept]:
    """Forget a visitor everywhere; returns what the law keeps."""
    kept = await people.forget(services, hospital_id, visitor_id)
    services.get(Board).forget(hospital_id, visitor_id)
    return kept


async def erase(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[Kept]:
    """This room's part in forgetting: the trail goes, nothing of it is kept."""
    counted = await counts.counted_until(tx, hospital_id, lock=True)
    assert counted
    await counts.count_hours(tx, hospital_id, counted, tx.clock.now() + timedelta(days=1), visitor_id)
    await views.erase(tx, hospital_id, visitor_id)
    return []


async def offer_invitation(
    services: Services, hospital_id: int, visitor_id: UUID, rule: Rule, now: Context, *, title: str
) -> Invitation | None:
    """Ask a visitor by rule, once in their life (rule L11: only with consent to tracking). None when it may not be."""
    named = await services.get(CampaignNames).find(hospital_id, now.campaign) if now.campaign else None
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(visitor_id)
        visitor = await persons.visitor(tx, hospital_id, visitor_id)
        if visitor is None or not visitor.tracking or any(await store.asked(tx, hospital_id, visitor_id)):
            return None
        made = Invitation(
            id=new_id(), visitor_id=visitor_id, rule_id=rule.id, staff_id=None, staff_name="",
            text=(await _filled(tx, rule, hospital_id, visitor, named, now, title))[:TEXT_LIMIT],
            why=why(rule, now, visitor.lang), shown_at=tx.clock.now(),
        )  # fmt: skip
        return made if await _show(services, tx, hospital_id, made, actor=f"system:rule:{rule.id}") else None


async def invite_by_hand(
    services: Services, viewer: Viewer, hospital_id: int, visitor_id: UUID, text: str, invitation_id: UUID | None = None
) -> Invitation:
    """A consultant asks; the same invitation id again is the same asking again.

    Raises Problem refused, not_found, visitor_gone, consent_needed or already_asked (a no stands).
    """
    viewer.require(Right.CONVERSE, hospital_id)
    viewer.require(Right.SEE_VISITORS, hospital_id)
    said = one_line(text, TEXT_LIMIT)
    if not said:
        raise Problem(INVALID, what="text")
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(visitor_id)
        visitor = await persons.visitor(tx, hospital_id, visitor_id)
        if visitor is None:
            raise Problem(NOT_FOUND)
        if not visitor.tracking:
            raise Problem(NO_CONSENT)
        if not services.get(Board).is_here(hospital_id, visitor_id):
            raise Problem(NOT_HERE)
        if (await store.asked(tx, hospital_id, visitor_id))[1]:
            raise Problem(ALREADY_ASKED)
        english = visitor.lang == "en"
        named = (english and viewer.name_en) or viewer.name_zh
        card = (await staff_cards(tx, hospital_id)).get(viewer.staff_id)
        title = card.shown_title("en" if english else "zh") if card else ""  # as it is (L05)
        why = f"{named} ({title}) sees that you are on this site. You can say no."
        if not english:
            why = f"{title}{named}看到您在浏览本站。您可以说不需要。"
        made = Invitation(
            id=invitation_id or new_id(), visitor_id=visitor_id, rule_id=None, staff_id=viewer.staff_id, staff_name=named,
            text=said, why=why, shown_at=tx.clock.now(),
        )  # fmt: skip
        if await holds(services).any(tx, hospital_id, [visitor_id]):
            raise Problem(HELD)
        await _show(services, tx, hospital_id, made, actor=viewer.actor)
    return made


async def answer_invitation(
    services: Services, hospital_id: int, visitor_id: UUID, invitation_id: UUID, answer: Answer
) -> None:
    """The visitor's answer; the first one counts. A no stands until they open the chat themselves."""
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(visitor_id)
        first = await store.answer(tx, hospital_id, visitor_id, invitation_id, answer, tx.clock.now())
        if first:
            rule = first[0][0]
            fact = InvitationAnswered(invitation=str(invitation_id), rule=str(rule) if rule else None, answer=answer)
            tx.announce(hospital_id, visitor_id, fact, actor=f"visitor:{visitor_id}")
            tx.after_commit(lambda: services.get(Board).invited(hospital_id, visitor_id, answer))
            _publish(services, tx, visitor_id, WithdrawnEvent(invitation_id))  # their other tabs need not ask


async def opened_chat(tx: Transaction, hospital_id: int, visitor_id: UUID) -> None:
    """The visitor opened the chat: a remembered no is over."""
    await store.lift_no(tx, hospital_id, visitor_id, tx.clock.now())


async def _show(services: Services, tx: Transaction, hospital_id: int, made: Invitation, *, actor: str) -> bool:
    if await holds(services).any(tx, hospital_id, [made.visitor_id]):
        return False
    if not await store.insert_invitation(tx, hospital_id, made):
        return False
    fact = InvitationShown(invitation=str(made.id), rule=str(made.rule_id) if made.rule_id else None)
    tx.announce(hospital_id, made.visitor_id, fact, actor=actor)
    tx.after_commit(lambda: services.get(Board).invited(hospital_id, made.visitor_id, "shown"))
    _publish(services, tx, made.visitor_id, event(made))
    return True


async def _leave_alone(services: Services, tx: Transaction, hospital_id: int, visitor_id: UUID) -> None:
    for (invitation_id,) in await store.withdraw_open(tx, hospital_id, visitor_id, tx.clock.now()):
        _publish(services, tx, visitor_id, WithdrawnEvent(invitation_id))
    tx.after_commit(lambda: services.get(Board).forget(hospital_id, visitor_id))


def _publish(
    services: Services, tx: Transaction, visitor_id: UUID, told: InvitationEvent | WithdrawnEvent | ConsentsEvent
) -> None:
    payload = msgspec.json.encode(told)
    tx.after_commit(lambda: services.bus.publish(topic(visitor_id), payload))


async def _filled(
    tx: Transaction, rule: Rule, hospital_id: int, visitor: Visitor, named: Text | None, now: Context, title: str
) -> str:
    english = visitor.lang == "en"
    place = await front(tx, hospital_id)
    return worded(
        rule.text_en if english else rule.text_zh,
        hospital=(place.name_en if english else place.name_zh) if place else "",
        visitor_name=visitor.name,
        page_title=title,
        campaign=named["en" if english else "zh"] if named else now.campaign,
    )
