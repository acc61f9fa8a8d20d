"""What a person's timeline calls the claims gate's facts."""

from bedside.people.titles import title

_OUTCOMES = {"released": ("放行", "released"), "refused": ("不放行", "not released")}


def name_facts() -> None:
    title("gate.claim_release_asked", "请求放行一句被拦截的话", "A blocked text was asked to be released")
    title(
        "gate.claim_release_decided",
        "被拦截的话：{outcome}",
        "A blocked text: {outcome}",
        _OUTCOMES,
    )
