"""Row-level security of the hospital room: whoever comes for one hospital finds nothing of another."""

from bedside.kit.database import Database


async def test_tables_exist(database: Database) -> None:
    async with database.transaction([1]) as tx:
        assert await tx.value("SELECT count(*) FROM hospital.hospitals") == 0
    async with database.system() as tx:
        assert await tx.value("SELECT hospital.write_audit(0, now(), 'a', 'b', 'c', '', '{}', '')") == 1
