"""What an import would do, row by row: the same for the dry run and for doing it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from bedside.gate.claims.kept import Blocked
from bedside.knowledge.entries.model import Body, Entry, Kind
from bedside.knowledge.exchange.names import House
from bedside.knowledge.exchange.rows import Meant, Row, Wrong, meant_by, same

Outcome = Literal["new", "changed", "unchanged", "refused"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One row and what becomes of it. `after`: the version that it follows, 0 for a new entry. `blocked`: what the claims
    gate refuses of it."""

    row: Row
    outcome: Outcome
    id: UUID | None = None
    after: int = 0
    kind: Kind | None = None
    body: Body | None = None
    wrong: Sequence[Wrong] = ()
    blocked: Sequence[Blocked] = ()

    @property
    def title(self) -> str:
        return self.row.cells.get("title_zh") or self.row.cells.get("title_en", "")


def plan(rows: Sequence[Row], known: Sequence[Entry], house: House, today: date) -> list[Step]:
    """A row is of the entry that its id names, or else of the only one of its kind and title; else it is a new one."""
    return _Planning(known, house, today).steps(rows)


class _Planning:
    def __init__(self, known: Sequence[Entry], house: House, today: date) -> None:
        self.known: Mapping[UUID, Entry] = {entry.id: entry for entry in known}
        self.named: dict[tuple[str, str], list[UUID]] = {}
        self.words: dict[tuple[str, str], UUID] = {}
        for entry in known:
            if not entry.retired:
                for name in _names(entry.kind, entry.body):
                    self.named.setdefault((entry.kind, name), []).append(entry.id)
                self.words[entry.kind, entry.body.word] = entry.id
        self.house = house
        self.today = today
        self.taken: dict[object, str] = {}

    def steps(self, rows: Sequence[Row]) -> list[Step]:
        return [self._step(row) for row in rows]

    def _step(self, row: Row) -> Step:
        meant = meant_by(row, self.house)
        wrong = list(meant.wrong)
        entry, trouble = self._entry(meant)
        wrong += trouble + self._twice(row, meant, entry)
        if entry and meant.body and not wrong and same(entry.body, meant.body):
            return Step(row=row, outcome="unchanged", id=entry.id, after=entry.version, kind=entry.kind)
        if entry and meant.version is not None and meant.version != entry.version:
            zh = f"导出后有人保存了第 {entry.version} 版，请重新导出再改"
            en = f"Version {entry.version} was saved since the export; export again and change that"
            wrong.append(_wrong("version", zh, en))
        if meant.body and meant.body.review_on <= self.today:
            wrong.append(_wrong("review_on", "复核日期已过", "This day is over"))
        if meant.body:
            wrong += self._gone(meant.body, meant.kind or "")
            wrong += self._called(meant.body, meant.kind or "", entry)
        if wrong or meant.body is None:
            return Step(row=row, outcome="refused", id=entry.id if entry else None, wrong=wrong)
        return Step(
            row=row, outcome="changed" if entry else "new", id=entry.id if entry else None,
            after=entry.version if entry else 0, kind=meant.kind, body=meant.body,
        )  # fmt: skip

    def _entry(self, meant: Meant) -> tuple[Entry | None, list[Wrong]]:
        if meant.id:
            entry = self.known.get(meant.id)
            if entry is None:
                return None, [
                    Wrong(
                        "id",
                        {"zh": "没有这个编号的知识；新知识请留空", "en": "No such entry; leave it empty for a new one"},
                    )
                ]
            if entry.retired:
                return entry, [_wrong("id", "这条知识已停用，请先恢复", "This entry is retired; take it back first")]
            if meant.kind and meant.kind != entry.kind:
                return entry, [_wrong("kind", "已有知识的类别不能改", "The kind of an entry does not change")]
            return entry, []
        if meant.body is None or meant.kind is None:
            return None, []
        found = {id for name in _names(meant.kind, meant.body) for id in self.named.get((meant.kind, name), [])}
        if len(found) > 1:
            return None, [
                Wrong(
                    "title_zh",
                    {"zh": "有几条知识同名，请填编号", "en": "Several entries are called so; fill in the id"},
                )
            ]
        return (self.known[found.pop()] if found else None), []

    def _twice(self, row: Row, meant: Meant, entry: Entry | None) -> list[Wrong]:
        """Said of the second row of the same entry, or of two new ones with the same name or word."""
        keys: list[object] = [entry.id] if entry else []
        if not entry and meant.body and meant.kind:
            keys = [(meant.kind, name) for name in _names(meant.kind, meant.body)]
        if meant.body and meant.body.word:
            keys.append((meant.kind, "word", meant.body.word))
        before = next((self.taken[key] for key in keys if key in self.taken), None)
        for key in keys:
            self.taken.setdefault(key, row.place)
        if before is None:
            return []
        return [_wrong("id" if meant.id else "title_zh", f"与“{before}”重复", f"The same as “{before}”")]

    def _called(self, body: Body, kind: str, entry: Entry | None) -> list[Wrong]:
        """By a word that calls another."""
        other = self.words.get((kind, body.word)) if body.word else None
        if other is None or (entry and other == entry.id):
            return []
        column = "utm_campaign" if body.utm_campaign else "shortcut"
        return [_wrong(column, f"“{body.word}”已被使用", f"“{body.word}” is in use")]

    def _gone(self, body: Body, kind: str) -> list[Wrong]:
        """Named by an id that is nobody's here, or no longer."""
        named = {
            "department": (body.department_id, self.house.departments),
            "owner": (body.owner_id, self.house.owners),
            "about": (body.about, self.house.abouts(kind)),
        }
        return [
            Wrong(column, {"zh": "不存在或已停用", "en": "There is none, or no longer"})
            for column, (id, names) in named.items()
            if id is not None and id not in names.by_id
        ]


def _names(kind: Kind, body: Body) -> list[str]:
    """What an entry is told by among those of its kind: canned replies share their topics, so their shortcut tells them."""
    names = (body.shortcut,) if kind == "reply" else (body.title_zh, body.title_en)
    return list(dict.fromkeys(text.strip().casefold() for text in names if text.strip()))


def _wrong(column: str, zh: str, en: str) -> Wrong:
    return Wrong(column, {"zh": zh, "en": en})
