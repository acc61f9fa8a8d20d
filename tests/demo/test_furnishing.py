"""Furnishing makes the demo hospital through the product's own actions, and a second time changes nothing."""

from datetime import timedelta

import psycopg
import pytest
from psycopg import sql

from bedside.demo.furnish import AnotherHospital, furnish, sign_ins, site_keys
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


async def test_furnishing_twice_changes_nothing(services: Services, database_url: str):
    await furnish(services)
    first = _everything(database_url)
    await furnish(services)
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


async def test_another_hospitals_database_is_refused(services: Services):
    await first_setup(
        services, group_zh="别的医院", group_en="Another", admin_login="root", admin_zh="管理", admin_en="Admin",
        hospitals=[NewHospital(code="other", name_zh="别的", name_en="Other")],
    )  # fmt: skip
    with pytest.raises(AnotherHospital):
        await furnish(services)
