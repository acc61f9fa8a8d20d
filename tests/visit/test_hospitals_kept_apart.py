"""Another hospital's visitors, trails, rules, sites and counts do not exist."""

import pytest

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.visit import questions
from bedside.visit.model import Site
from bedside.visit.writer import PageWriter
from tests.visit.conftest import make_site, page, tracked
from tests.visit.test_invitations import a_rule, add, consultant

TABLES = ["sites", "consent_texts", "visits", "views", "hours", "counted", "invitation_rules", "invitations"]


@pytest.mark.parametrize("table", TABLES)
async def test_every_table_of_the_room_is_behind_its_policy(services: Services, table: str) -> None:
    async with services.database.system() as tx:
        found = await tx.tuples(
            """
            SELECT relrowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)
            FROM pg_class c WHERE c.oid = %s::regclass
            """,
            (f"visit.{table}",),
        )
    assert found[0][0] is True
    assert found[0][1] >= 1


async def test_a_viewer_of_one_hospital_finds_nothing_of_another(running: Services, site: Site) -> None:
    await make_site(running, 2, "west")
    visitor = await tracked(running)
    await running.get(PageWriter).view(site, visitor, page())
    await add(running, a_rule())
    viewer: Viewer = consultant(2)
    assert await questions.board(running, viewer) == []
    with pytest.raises(Problem, match="not_found"):
        await questions.visitor_file(running, viewer, visitor)
    lead = Viewer(
        staff_id=new_id(), name_zh="周明", name_en="", lang="zh", hospitals=(2,), session_id=new_id(), group_id=1, login="zhou",
        roles={2: frozenset({Role.DESK_LEAD})}, session_ends_at=viewer.session_ends_at,
    )  # fmt: skip
    assert [each.key for each in await questions.sites(running, lead)] == ["west"]
    since = viewer.session_ends_at.replace(year=2020)
    with pytest.raises(Problem, match="refused"):
        await questions.rules(running, lead, 1, since, viewer.session_ends_at)
    with pytest.raises(Problem, match="refused"):
        await questions.counts(running, lead, 1, since, viewer.session_ends_at, "day", "UTC")
    mine = await questions.visitor_file(running, consultant(1), visitor)
    assert [each.path for each in mine.trail] == ["/"]
