"""How likely two records are one person, and why, in codes that both languages can say. Pure."""

from datetime import date

import msgspec

from bedside.people.identifiers import normal_name

LIKELY = 0.5
REASONS: dict[str, tuple[str, str]] = {
    "same_id_card": ("证件号相同", "Same ID number"),
    "same_visit_card": ("就诊卡号相同", "Same visit card"),
    "same_record_number": ("病历号相同", "Same record number"),
    "same_phone": ("手机号相同", "Same phone"),
    "same_email": ("邮箱相同", "Same email"),
    "same_name": ("姓名相同", "Same name"),
    "similar_name": ("姓名相近", "Similar name"),
    "same_born": ("出生日期相同", "Same birthday"),
    "other_id_card": ("证件号不同", "Different ID numbers"),
    "other_born": ("出生日期不同", "Different birthdays"),
    "other_sex": ("性别不同", "Different sex"),
}
_WEIGHTS = {
    "same_id_card": 0.8,
    "same_visit_card": 0.6,
    "same_record_number": 0.6,
    "same_phone": 0.35,
    "same_email": 0.3,
    "same_name": 0.4,
    "similar_name": 0.2,
    "same_born": 0.3,
    "other_id_card": -0.6,
    "other_born": -0.4,
    "other_sex": -0.4,
}


class Traits(msgspec.Struct, frozen=True):
    """What is compared; `hashes` are (kind, value hash) of the identifiers."""

    name: str
    sex: str
    born: date | None
    hashes: frozenset[tuple[str, bytes]]


def likeness(one: Traits, other: Traits) -> tuple[float, list[str]]:
    """Score between 0 and 1, and the reasons, the strongest first.

    A shared phone alone says family, not the same person: without a name in common the score stays under LIKELY.
    """
    reasons = [f"same_{kind}" for kind in sorted({kind for kind, _ in one.hashes & other.hashes})]
    mine, theirs = _of_kind(one, "id_card"), _of_kind(other, "id_card")
    if mine and theirs and not mine & theirs:
        reasons.append("other_id_card")
    if normal_name(one.name) == normal_name(other.name):
        reasons.append("same_name")
    elif similar(one.name, other.name):
        reasons.append("similar_name")
    if one.born and other.born:
        reasons.append("same_born" if one.born == other.born else "other_born")
    if one.sex and other.sex and one.sex != other.sex:
        reasons.append("other_sex")
    score = sum(_WEIGHTS[reason] for reason in reasons)
    return round(min(1.0, max(0.0, score)), 2), sorted(reasons, key=lambda reason: -abs(_WEIGHTS[reason]))


def similar(one: str, other: str) -> bool:
    """Whether one name may be a slip of the other: a character swapped, left out, added or, of three or more, mistaken."""
    a, b = sorted((normal_name(one), normal_name(other)), key=len)
    if len(a) < 2 or len(b) - len(a) > 1 or a == b:
        return False
    if sorted(a) == sorted(b):
        return True
    if len(a) == len(b):
        return len(a) > 2 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return any(a == b[:k] + b[k + 1 :] for k in range(len(b)))


def _of_kind(traits: Traits, kind: str) -> set[bytes]:
    return {hash for each, hash in traits.hashes if each == kind}
