"""A department asks before the visit; the answers are sealed, handed to the doctor, and nobody else's."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import msgspec
import pytest

from bedside.appointment import hearing
from bedside.appointment.actions import receiving
from bedside.appointment.intake import actions as intakes
from bedside.appointment.intake.model import Choice, Field, check_answers, check_form
from bedside.appointment.intake.questions import asked
from bedside.appointment.leaving import erase
from bedside.hospital.actions.access import open_record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.problems import Lang, Problem
from bedside.people import contact as contacts
from bedside.people import questions as people
from bedside.people.exporting import export_person
from bedside.people.known import known
from bedside.people.persons import record_person_consent
from tests.appointment.desk_house import Desk, opened_desk
from tests.appointment.his_house import NOW, PROOF
from tests.support.tail import digest

LANGS: tuple[Lang, Lang] = ("zh", "en")
PHONE = "13900000777"
FIELDS = [
    Field(key="worry", kind="text", label_zh="最担心什么", label_en="What worries you most", required=True),
    Field(
        key="side", kind="choice", label_zh="哪一侧", label_en="Which side",
        choices=[Choice("left", "左", "Left"), Choice("right", "右", "Right")],
    ),
    Field(key="days", kind="number", label_zh="几天了", label_en="For how many days"),
    Field(key="since", kind="date", label_zh="从哪天开始", label_en="Since when"),
    Field(key="fever", kind="yes_no", label_zh="发热吗", label_en="Fever"),
]  # fmt: skip
SAID: dict[str, Any] = {"worry": "怕是心脏病", "side": "left", "days": 3, "since": "2026-11-20", "fever": False}


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        await intakes.set_form(
            opened.services, opened.house.viewer, opened.hospital, opened.house.own_department, 0, FIELDS
        )
        yield opened


def as_(desk: Desk, role: Role) -> Viewer:
    return msgspec.structs.replace(desk.house.viewer, staff_id=new_id(), roles={desk.hospital: frozenset({role})})


async def doctor_of(desk: Desk, person: UUID | None) -> Viewer:
    """A doctor who opened this person's record."""
    doctor = msgspec.structs.replace(as_(desk, Role.DOCTOR), staff_id=desk.house.someone)
    assert person
    await open_record(desk.services, doctor, desk.hospital, person, "outside_work", "会诊前看资料")
    return doctor


def contact(desk: Desk, phone: str = PHONE) -> contacts.ContactToken:
    text = contacts.sign(desk.services, desk.hospital, "phone", phone, desk.clock.now())
    return contacts.required(desk.services, desk.hospital, text, desk.clock.now())


async def patient(desk: Desk) -> UUID:
    return await desk.house.person(("phone", PHONE), name="王小满")


async def test_filled_in_by_the_patient_and_read_by_the_doctor(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    await intakes.fill_by_person(desk.services, contact(desk), about.id, 1, SAID)
    with pytest.raises(Problem, match="record_closed"):
        await intakes.read(desk.services, as_(desk, Role.DOCTOR), about.id)
    doctor = await doctor_of(desk, about.person_id)
    read = await intakes.read(desk.services, doctor, about.id)
    assert (read.answers, read.form.fields, read.read_at) == (SAID, FIELDS, None)
    assert (await intakes.read(desk.services, doctor, about.id)).read_at is not None
    async with desk.services.database.transaction([desk.hospital]) as tx:
        facts = await tx.tuples(
            "SELECT kind FROM kit.facts WHERE subject = %s AND kind LIKE 'appointment.intake%%' ORDER BY id",
            (about.person_id,),
        )
        stored = await tx.value("SELECT answers_sealed FROM appointment.intakes")
    assert facts == [("appointment.intake_filled",), ("appointment.intake_read",)]
    assert "怕是心脏病".encode() not in stored


async def test_the_desk_fills_it_in_while_talking_and_answers_replace_each_other(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    consultant = as_(desk, Role.CONSULTANT)
    await intakes.fill_by_staff(desk.services, consultant, about.id, None, {"worry": "怕疼"})
    await intakes.fill_by_staff(desk.services, consultant, about.id, None, {"worry": "怕疼，怕花钱"})
    read = await intakes.read(desk.services, await doctor_of(desk, about.person_id), about.id)
    assert (read.answers, read.filled_by) == ({"worry": "怕疼，怕花钱"}, consultant.actor)


async def test_an_old_form_is_read_with_its_own_questions(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    await intakes.fill_by_person(desk.services, contact(desk), about.id, 1, SAID)
    house = desk.house
    await intakes.set_form(desk.services, house.viewer, desk.hospital, house.own_department, 1, FIELDS[:1])
    read = await intakes.read(desk.services, await doctor_of(desk, about.person_id), about.id)
    assert (read.form.version, read.answers) == (1, SAID)
    with pytest.raises(Problem, match="conflict"):
        await intakes.set_form(desk.services, house.viewer, desk.hospital, house.own_department, 1, FIELDS)


async def test_a_form_promises_nothing(desk: Desk) -> None:
    field = Field(key="why", kind="text", label_zh="我们保证三个疗程治好，您放心吗", label_en="Why")
    with pytest.raises(Problem, match="claims_blocked"):
        await intakes.set_form(desk.services, desk.house.viewer, desk.hospital, desk.house.own_department, 1, [field])


async def test_nobody_fills_in_or_reads_anothers(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    await desk.house.person(("phone", "13900000888"))
    with pytest.raises(Problem, match="not_theirs"):
        await intakes.fill_by_person(desk.services, contact(desk, "13900000888"), about.id, 1, SAID)
    with pytest.raises(Problem, match="refused"):
        await intakes.read(desk.services, as_(desk, Role.DIRECTOR), about.id)
    elsewhere = msgspec.structs.replace(as_(desk, Role.DOCTOR), hospitals=(desk.hospital + 1,))
    with pytest.raises(Problem, match="not_found"):
        await intakes.read(desk.services, elsewhere, about.id)
    viewer = as_(desk, Role.CONSULTANT)
    with pytest.raises(Problem, match="refused"):
        await intakes.set_form(desk.services, viewer, desk.hospital, desk.house.own_department, 1, FIELDS)


async def test_without_consent_to_health_data_nothing_is_stored(desk: Desk) -> None:
    person = await patient(desk)
    async with desk.services.database.transaction([desk.hospital]) as tx:
        await record_person_consent(tx, desk.hospital, person, {"health": False}, "2", "desk", PROOF, "system:test")
    about = await desk.booked(NOW + timedelta(days=2), person)
    with pytest.raises(Problem, match="consent_needed"):
        await intakes.fill_by_person(desk.services, contact(desk), about.id, 1, SAID)


async def test_after_the_visit_or_without_a_form_nothing_is_filled_in(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(hours=1), await patient(desk))
    await receiving.arrive(desk.services, desk.hospital, about.id, "staff:x")
    await receiving.fulfil(desk.services, desk.hospital, about.id, "staff:x")
    with pytest.raises(Problem, match="wrong_status"):
        await intakes.fill_by_person(desk.services, contact(desk), about.id, 1, SAID)
    await intakes.set_form(desk.services, desk.house.viewer, desk.hospital, desk.house.own_department, 1, [])
    later = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    with pytest.raises(Problem, match="no_intake_form"):
        await intakes.fill_by_person(desk.services, contact(desk), later.id, None, SAID)
    async with desk.services.database.transaction([desk.hospital]) as tx:
        shown = await asked(tx, desk.hospital, [later], "zh")
    assert shown[later.id].form is None


async def test_the_form_is_shown_in_the_readers_language(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    async with desk.services.database.transaction([desk.hospital]) as tx:
        zh, en = [(await asked(tx, desk.hospital, [about], lang))[about.id].form for lang in LANGS]
    assert zh
    assert en
    assert ([f.label for f in zh.fields][:2], zh.fields[1].choices[0].label) == (["最担心什么", "哪一侧"], "左")
    assert en.fields[4].label == "Fever"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("worry", ""), ("worry", "   "), ("worry", 5), ("worry", "长" * 2001), ("side", "both"), ("side", True), ("days", "3"),
        ("days", True), ("days", float("nan")), ("days", 1e12),
        ("days", 10**400), ("since", "20.11.2026"), ("since", "2026-13-01"),
        ("since", "2026-11-20T10:00"), ("fever", "yes"), ("fever", 1), ("unknown", "x"),
    ],
)  # fmt: skip
def test_what_is_no_answer_to_the_question_is_refused(key: str, value: Any) -> None:
    with pytest.raises(Problem, match="invalid") as refused:
        check_answers(FIELDS, SAID | {key: value})
    assert refused.value.detail["what"] == key


def test_text_is_cleaned_of_what_cannot_be_seen() -> None:
    assert check_answers(FIELDS[:1], {"worry": " 怕\u202e疼\x00\n晚上更疼 "}) == {"worry": "怕疼\n晚上更疼"}


@pytest.mark.parametrize(
    "fields",
    [
        [FIELDS[0], FIELDS[0]],
        [Field(key="x", kind="choice", label_zh="选", label_en="Choose", choices=[Choice("a", "甲", "A")])],
        [
            Field(
                key="x",
                kind="text",
                label_zh="写",
                label_en="Write",
                choices=[Choice("a", "甲", "A"), Choice("b", "乙", "B")],
            )
        ],
        [
            Field(
                key="x",
                kind="choice",
                label_zh="选",
                label_en="Choose",
                choices=[Choice("a", "甲", "A"), Choice("a", "乙", "B")],
            )
        ],
    ],
)
def test_a_form_that_cannot_be_answered_is_refused(fields: list[Field]) -> None:
    with pytest.raises(Problem, match="invalid"):
        check_form(fields)


async def test_in_the_persons_copy_and_gone_with_them_except_what_a_doctor_had(desk: Desk) -> None:
    person = await patient(desk)
    ahead = await desk.booked(NOW + timedelta(days=2), person)
    today = await desk.booked(NOW + timedelta(hours=1), person)
    for each in (ahead, today):
        await intakes.fill_by_person(desk.services, contact(desk), each.id, 1, SAID)
    await receiving.arrive(desk.services, desk.hospital, today.id, "staff:x")
    async with desk.services.database.transaction([desk.hospital]) as tx:
        copy = await export_person(tx, desk.services, desk.hospital, await known(tx, desk.hospital, person))
        kept = await erase(tx, desk.hospital, person)
        left = await tx.tuples("SELECT appointment_id FROM appointment.intakes")
    bundle = msgspec.json.decode(ZipFile(BytesIO(copy)).read("person.fhir.json"))
    forms = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "QuestionnaireResponse"]
    assert {each["id"] for each in forms} == {str(ahead.id), str(today.id)}
    assert forms[0]["item"][0] == {"linkId": "worry", "text": "最担心什么", "answer": [{"valueString": "怕是心脏病"}]}
    assert ([each.code for each in kept], left) == (["intake"], [(today.id,)])


async def test_a_danger_told_before_the_visit_begins_a_talk_and_pages(desk: Desk) -> None:
    services = desk.services
    about = await desk.booked(NOW + timedelta(days=2), await patient(desk))
    await intakes.fill_by_person(services, contact(desk), about.id, 1, SAID)
    said: dict[str, Any] = {"worry": "爸爸现在胸口痛得厉害，一直出冷汗，喘不上气"}
    await intakes.fill_by_person(services, contact(desk), about.id, 1, said)
    await digest(hearing.reader(services), services.database)
    async with services.database.transaction([desk.hospital]) as tx:
        raised = await tx.tuples("SELECT type, visitor_id FROM conversation.flags")
        assert [row[0] for row in raised] == ["chest_pain"]
        who = await people.person_of_visitor(tx, desk.hospital, raised[0][1])
        assert who == about.person_id
        assert await tx.value("SELECT alert FROM conversation.conversations") == "red"
