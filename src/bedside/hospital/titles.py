"""Rule L05: nobody but a verified doctor is called 医生， 医师， 专家 or doctor. Pure."""

import re

from bedside.hospital.problems import NOT_VERIFIED
from bedside.kit.problems import Problem

_CLAIMS_TO_BE_ONE = re.compile(
    r"医生|医师|大夫|郎中|专家|名医|主任|教授|\bdr\b|\bdoctor|\bphysician|\bsurgeon|\bprofessor|\bspecialist|\bexpert|\bM\.?D\b",
    re.IGNORECASE,
)


def claims_to_be_doctor(text: str) -> bool:
    return _CLAIMS_TO_BE_ONE.search(text) is not None


def require_honest(verified: bool, *texts: str) -> None:
    """Raise Problem NOT_VERIFIED if an unverified person's name or title claims to be a doctor."""
    if not verified:
        for text in texts:
            if claims_to_be_doctor(text):
                raise Problem(NOT_VERIFIED, what=text)
