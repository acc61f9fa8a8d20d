"""Direct identifiers: brought to one form, told apart by keyed hash, sealed at rest, shown masked (rules L30, L34). Pure."""

import hmac
import re
import unicodedata
from datetime import date
from typing import Literal

from bedside.kit.problems import Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people.problems import BAD_IDENTIFIER

IdentifierKind = Literal["phone", "email", "id_card", "visit_card", "record_number"]
SAID: dict[IdentifierKind, tuple[str, str]] = {
    "phone": ("手机号", "phone number"),
    "email": ("邮箱", "email address"),
    "id_card": ("证件号", "ID number"),
    "visit_card": ("就诊卡号", "visit card number"),
    "record_number": ("病历号", "record number"),
}
_PHONE = re.compile(r"\+?\d{5,15}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]{2,}")
_OTHER_PAPER = re.compile(r"(?=.*\d)[A-Z0-9()]{5,20}")
_NUMBER = re.compile(r"[A-Z0-9-]{1,40}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def normalised(kind: IdentifierKind, value: str) -> str:
    """The one form in which equal values are equal. Raises Problem bad_identifier."""
    text = unicodedata.normalize("NFKC", value).strip()
    if len(text) <= 200:
        match kind:
            case "phone":
                text = _phone(text)
                good = _PHONE.fullmatch(text)
            case "email":
                text = text.lower()
                good = _EMAIL.fullmatch(text)
            case "id_card":
                text = re.sub(r"[\s-]", "", text).upper()
                good = _id_card(text)
            case _:
                text = re.sub(r"\s", "", text).upper()
                good = _NUMBER.fullmatch(text)
        if good:
            return text
    zh, en = SAID[kind]
    raise Problem(BAD_IDENTIFIER, what=zh, what_en=en)


def normal_name(name: str) -> str:
    """A name without what people write now and then: blanks, middle dots, case, width."""
    return re.sub(r"[\s·•・.\-']", "", unicodedata.normalize("NFKC", name)).casefold()


def hash_of(services: Services, kind: IdentifierKind, value: str) -> bytes:
    """The keyed hash by which this identifier is found. Raises Problem bad_identifier."""
    return _keyed(services, f"{kind}:{normalised(kind, value)}")


def name_hash(services: Services, name: str) -> bytes:
    return _keyed(services, f"name:{normal_name(name)}")


def born_hash(services: Services, born: date) -> bytes:
    return _keyed(services, f"born:{born.isoformat()}")


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("identifiers"))


def masked(kind: IdentifierKind, value: str) -> str:
    """What may be shown of a normalised value to whoever did not ask for it with a reason."""
    match kind:
        case "phone":
            return value[:3] + "****" + value[-4:] if len(value) >= 11 else "****" + value[-2:]
        case "email":
            name, _, host = value.partition("@")
            return f"{name[0]}***@{host}"
        case "id_card":
            return value[:3] + "*" * (len(value) - 5) + value[-2:] if len(value) >= 15 else "****" + value[-2:]
        case _:
            return "*" * max(0, len(value) - 3) + value[-3:] if len(value) > 3 else "***"


def masked_name(name: str) -> str:
    """王*, 王*满, J*** S****: enough for its bearer to know it, too little for a stranger."""
    if " " in name.strip():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def check_digit(first17: str) -> str:
    """The last character of a resident's ID number (GB 11643, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def born_and_sex(id_card: str) -> tuple[date, Literal["female", "male"]] | None:
    """What a normalised resident's ID number says; None for another paper."""
    if not re.fullmatch(r"\d{17}[\dX]", id_card):
        return None
    try:
        born = date(int(id_card[6:10]), int(id_card[10:12]), int(id_card[12:14]))
    except ValueError:
        return None
    return born, "male" if int(id_card[16]) % 2 else "female"


def _keyed(services: Services, text: str) -> bytes:
    return hmac.digest(services.key("identifier hash"), text.encode(), "sha256")


def _phone(text: str) -> str:
    digits = re.sub(r"[\s().\-－—]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    # A mainland mobile number is eleven digits, whichever way its country was put before it.
    found = re.fullmatch(r"(?:\+?86)?(1\d{10})", digits)
    return found.group(1) if found else digits


def _id_card(text: str) -> bool:
    """A resident's number with its check digit, or the number of another paper (a passport, a permit)."""
    if re.fullmatch(r"\d{15}|\d{17}[\dX]", text):
        return len(text) == 18 and check_digit(text[:17]) == text[17] and born_and_sex(text) is not None
    return _OTHER_PAPER.fullmatch(text) is not None
