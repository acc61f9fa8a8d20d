"""Doctors with their weeks, made through the product's actions, and years of past appointments, loaded in bulk."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import LiteralString
from uuid import UUID

import psycopg

from bedside.appointment.actions.planning import save_schedule
from bedside.appointment.weeks import Line
from bedside.console import rooms
from bedside.hospital.actions.doctors import add_doctor
from bedside.hospital.actions.places import add_department, add_service
from bedside.hospital.actions.setup import NOBODY, operator
from bedside.hospital.model import Department, Doctor, Service, Viewer
from bedside.kit.ids import new_id
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person
from bench.hospital import Hospital

DEPARTMENTS = 20


def phone_of(number: int) -> str:
    """The phone of the person who was made as this one, counted from nought."""
    return f"1380{number:07d}"


class Clinic:
    """What was furnished: ids by place."""

    def __init__(self, services: Services, viewer: Viewer, hospital_id: int) -> None:
        self.services = services
        self.viewer = viewer
        self.hospital_id = hospital_id
        self.departments: list[UUID] = []
        self.prices: list[UUID] = []
        """One service of each department."""
        self.doctors: list[UUID] = []

    async def furnish(self, doctors: int, *, weekdays: range, starts: int, ends: int, minutes: int, seats: int) -> None:
        """So many doctors over the departments, each with the same clinic on these weekdays."""
        for n in range(min(doctors, DEPARTMENTS)):
            department = Department(self.hospital_id, NOBODY, f"dep{n}", f"科室{n}", f"Department {n}", n, False, 1)
            self.departments.append(await add_department(self.services, self.viewer, department))
            service = Service(
                self.hospital_id,
                NOBODY,
                self.departments[n],
                f"visit{n}",
                "门诊",
                "Visit",
                "次",
                "visit",
                2500,
                False,
                1,
            )
            self.prices.append(await add_service(self.services, self.viewer, service))
        for n in range(doctors):
            place = n % len(self.departments)
            doctor = Doctor(
                self.hospital_id, NOBODY, self.departments[place], None, f"doc{n}", f"医生{n}", f"Dr {n}", "", "", "", "",
                ["zh"], f"B{n}", True, False, 1,
            )  # fmt: skip
            self.doctors.append(await add_doctor(self.services, self.viewer, doctor))
        for n, doctor_id in enumerate(self.doctors):
            place = n % len(self.departments)
            lines = [
                Line(
                    id=new_id(), service_id=self.prices[place], department_id=self.departments[place], weekday=weekday,
                    starts=starts, ends=ends, slot_minutes=minutes, seats=seats, green_seats=0,
                )
                for weekday in weekdays
            ]  # fmt: skip
            await save_schedule(self.services, self.viewer, self.hospital_id, doctor_id, 0, lines, [])

    async def people(self, count: int) -> list[UUID]:
        """Persons with a phone each."""
        made: list[UUID] = []
        for n in range(count):
            new = NewPerson(f"患者{n}", identifiers=[NewIdentifier("phone", phone_of(n), True)])
            async with self.services.database.transaction([self.hospital_id]) as tx:
                person = await make_person(tx, self.services, self.hospital_id, new, "system:bench")
            made.append(person.id)
        return made


@asynccontextmanager
async def opened(hospital: Hospital) -> AsyncGenerator[Clinic]:
    """The product's rooms in this process, on the hospital's database."""
    settings = Settings.from_env(
        hospital.env | {"BEDSIDE_SECRET": hospital.env["BEDSIDE_SECRET"] or secrets.token_hex(16)}
    )
    async with open_services(settings, hospital.url) as services:
        rooms.start(services)
        try:
            group = await _group(services, hospital.id)
            yield Clinic(services, await operator(services, group), hospital.id)
        finally:
            await rooms.stop(services)


async def _group(services: Services, hospital_id: int) -> int:
    async with services.database.transaction([hospital_id]) as tx:
        return await tx.value("SELECT group_id FROM hospital.hospitals WHERE hospital_id = %s", (hospital_id,))


# Closed ones, because the constraint on open ones would check a million of them for overlaps.
_PAST_SLOTS: LiteralString = """
    INSERT INTO appointment.slots (hospital_id, id, doctor_id, doctor_number, service_id, department_id, day, starts_at,
                                   ends_at, seats, taken, closed_at)
    SELECT %(hospital)s, gen_random_uuid(), b.doctor_id, b.number, s.service_id, s.department_id, at::date, at,
           at + interval '15 minutes', 1, 1, at
    FROM (SELECT doctor_id, number, row_number() OVER (ORDER BY number) AS nth FROM appointment.books
          WHERE hospital_id = %(hospital)s) b
    CROSS JOIN LATERAL (SELECT service_id, department_id FROM appointment.schedules s
                        WHERE s.hospital_id = %(hospital)s AND s.doctor_id = b.doctor_id LIMIT 1) s
    CROSS JOIN LATERAL (SELECT date_trunc('day', now()) - (k / 20 + 1) * interval '1 day' + (k %% 20) * interval '15 minutes' AS at
                        FROM generate_series(0, %(each)s - 1) AS k) d
"""
_PAST_APPOINTMENTS: LiteralString = """
    INSERT INTO appointment.appointments (hospital_id, id, slot_id, seat, status, doctor_id, department_id, service_id, day,
        starts_at, ends_at, person_id, price_fen, made_at, made_by, confirmed_at, arrived_at, ended_at, rev)
    SELECT hospital_id, gen_random_uuid(), id, 0, 'fulfilled', doctor_id, department_id, service_id, day, starts_at, ends_at,
           gen_random_uuid(), 2500, starts_at - interval '3 days', 'system:bench', starts_at - interval '3 days', starts_at,
           ends_at, 4
    FROM appointment.slots WHERE hospital_id = %(hospital)s AND starts_at < now()
"""


def load_past(url: str, hospital_id: int, doctors: int, appointments: int) -> int:
    """Past visits of the doctors who have a schedule, statistics fresh; returns how many there are."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off")
        params = {"hospital": hospital_id, "each": appointments // doctors}
        owner.execute(_PAST_SLOTS, params)
        owner.execute(_PAST_APPOINTMENTS, params)
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT")
        row = owner.execute("SELECT count(*) FROM appointment.appointments WHERE starts_at < now()").fetchone()
        assert row
        return int(row[0])
