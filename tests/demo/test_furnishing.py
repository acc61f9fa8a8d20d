"""Furnishing makes the demo hospital through the product's own actions, and a second time changes nothing."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import sql

from bedside.appointment import questions as seats
from bedside.appointment.intake.actions import form_of
from bedside.appointment.questions import Wanted
from bedside.channel import questions as channel
from bedside.demo.furnish import AnotherHospital, PostOffice, furnish, sign_ins, site_keys
from bedside.demo.furniture import load
from bedside.hospital.actions.sessions import Coming
from bedside.hospital.actions.setup import NewHospital, first_setup, operator
from bedside.hospital.actions.sign_in import enter_code, sign_in
from bedside.hospital.questions import places as questions
from bedside.hospital.questions.shifts import shifts
from bedside.kit.services import Services
from bedside.knowledge import questions as knowledge
from bedside.visit import questions as visit


def _everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of the rooms, by table."""
    with psycopg.connect(url) as owner:
        tables = owner.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            " AND tablename !~ '^(_yoyo|yoyo)' ORDER BY 1, 2"
        ).fetchall()
        return {
            f"{schema}.{table}": owner.execute(
                sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(schema, table))
            ).fetchall()
            for schema, table in tables
        }


OFFICE = PostOffice(sms=9182, mail=9183)


async def test_furnishing_twice_changes_nothing(services: Services, database_url: str):
    await furnish(services, OFFICE)
    first = _everything(database_url)
    await furnish(services, OFFICE)
    assert _everything(database_url) == first


async def test_what_is_furnished_is_what_the_files_say(services: Services):
    furniture = load()
    await furnish(services)
    holder = await operator(services, 1)
    hospitals = {row.code: row.id for row in await questions.hospitals(services, holder)}
    assert set(hospitals) == {campus.code for campus in furniture.campuses}
    for campus in furniture.campuses:
        at = hospitals[campus.code]
        departments = await questions.departments(services, holder, at)
        assert [row.code for row in departments] == campus.departments
        prices = {row.code: row.price_fen for row in await questions.priced_services(services, holder, at)}
        offered = [one for one in furniture.services if one.department in (*campus.departments, "general")]
        assert prices == {one.key: one.price_fen for one in offered}
        doctors = await questions.doctors(services, holder, at)
        expected = {one.key: one.verified for one in furniture.doctors if campus.key in one.campuses}
        assert {row.code: row.verified for row in doctors} == expected
        assert await questions.is_open(services, at)
        now = services.clock.now()
        assert await shifts(services, holder, at, now, now + timedelta(days=14))
        campaigns = await knowledge.campaigns(services, holder, at, retired=False)
        promised = {one.utm_campaign: one.promise.zh for one in furniture.campaigns if one.campus == campus.key}
        assert {row.utm_campaign: row.promise_zh for row in campaigns} == promised
        assert all(row.runs(now.date()) for row in campaigns)
        replies = await knowledge.replies(services, holder, at, retired=False)
        assert {row.shortcut for row in replies} == {one.key for one in furniture.replies}
        rules, _ = await visit.rules(services, holder, at, now - timedelta(hours=1), now)
        assert {row.name_zh for row in rules} == {one.name.zh for one in furniture.rules}
    sites = await visit.sites(services, holder)
    assert {site.key for site in sites} == set(site_keys().values())


async def test_everybody_can_sign_in_with_what_is_printed(services: Services):
    await furnish(services)
    coming = Coming(address="192.0.2.1", agent="test")
    for person in sign_ins(services):
        signing = await sign_in(services, person.login, person.password, coming)
        assert signing.step == ("code" if person.secret else "done"), person.login
        if person.secret:
            signing = await enter_code(services, signing.token, person.code(), coming)
        assert signing.step == "done", person.login


async def test_every_doctor_with_hours_can_be_booked_at_the_published_price(services: Services):
    await furnish(services)
    holder = await operator(services, 1)
    now = services.clock.now()
    for campus in load().campuses:
        at = next(row.id for row in await questions.hospitals(services, holder) if row.code == campus.code)
        prices = {row.id: row.price_fen for row in await questions.priced_services(services, holder, at)}
        titles = {one.key: load().clinics.services.get(one.title.zh) for one in load().doctors}
        for doctor in await questions.doctors(services, holder, at):
            week = Wanted(since=now, until=now + timedelta(days=8), doctor=doctor.id)
            found = await seats.find(services, at, week, 200)
            assert bool(found) == doctor.verified, doctor.code
            if found:
                asked = next(one.price_fen for one in load().services if one.key == titles[doctor.code])
                assert {prices[slot.service_id] for slot in found} == {asked}
                assert any(slot.green_seats for slot in found)
                assert not all(slot.green_seats for slot in found)
        departments = {row.code: row.id for row in await questions.departments(services, holder, at)}
        for given in load().intake:
            if given.department in departments:
                form = await form_of(services, holder, at, departments[given.department])
                assert form.fields == given.fields


async def test_channels_point_at_the_demos_own_post_office_and_follow_it(services: Services):
    await furnish(services, OFFICE)
    await furnish(services, PostOffice(sms=9282, mail=9283))
    holder = await operator(services, 1)
    for row in await questions.hospitals(services, holder):
        now = await channel.settings(services, holder, row.id)
        assert now.settings.sms
        assert now.settings.sms.url == "http://127.0.0.1:9282/send"
        assert now.settings.email
        assert now.settings.email.port == 9283
        assert now.has_sms_key


async def test_another_hospitals_database_is_refused(services: Services):
    await first_setup(
        services, group_zh="别的医院", group_en="Another", admin_login="root", admin_zh="管理", admin_en="Admin",
        hospitals=[NewHospital(code="other", name_zh="别的", name_en="Other")],
    )  # fmt: skip
    with pytest.raises(AnotherHospital):
        await furnish(services)
