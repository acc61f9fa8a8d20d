"""What the claims gate refuses, with every claim named."""

from collections.abc import Sequence
from typing import Any

from bedside.gate.claims.kept import Blocked
from bedside.gate.claims.model import Claim
from bedside.kit.problems import Lang, Problem, register

CLAIMS = register(
    "claims_blocked",
    422,
    "这样说不合规（{rules}）",
    "This may not be said so ({rules})",
    "请换一种说法，或采用建议的说法；如果是误判，请咨询主管放行。",
    "Say it in another way, or take the suggestion; if it is a false alarm, ask the desk lead to release it.",
)
EXAMPLES = register(
    "examples_fail",
    422,
    "例句没有通过：{what}",
    "These examples fail: {what}",
    "请修改词语或例句，全部通过后再保存。",
    "Change the words or the examples until all of them pass.",
)
NOTHING_FOUND = register(
    "no_claim_found",
    409,
    "这句话没有被拦截，可以直接发送",
    "This text is not blocked and can be sent as it is",
    "请直接发送。",
    "Just send it.",
)
DECIDED = register(
    "release_decided",
    409,
    "这项放行申请已有结论",
    "This request has been decided",
    "请刷新列表。",
    "Refresh the list.",
)
OWN_REQUEST = register(
    "own_request",
    403,
    "不能放行自己要说的话",
    "Nobody releases what they themselves would say",
    "请另一位主管决定。",
    "Let another desk lead decide.",
)


class ClaimsBlocked(Problem):
    """Carries the claims as an extension member (RFC 9457) in the reader's language; of kept texts also the sentences."""

    def __init__(self, claims: Sequence[Claim], blocked: Sequence[Blocked] = ()) -> None:
        super().__init__(CLAIMS, rules=", ".join(dict.fromkeys(each.rule for each in claims)))
        self.claims = claims
        self.blocked = blocked

    def says(self, lang: Lang) -> dict[str, Any]:
        shown = [each.shown(lang) for each in self.claims]
        detail = " ".join(dict.fromkeys(each.reason for each in shown))
        sentences = {"blocked": [each.shown(lang) for each in self.blocked]} if self.blocked else {}
        return {**super().says(lang), "detail": detail, "claims": shown, **sentences}
