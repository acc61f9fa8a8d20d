"""Who comes, from where, and what they will do: decided by the seed alone, before anything happens."""

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Literal
from urllib.parse import urlencode

from bedside.demo.furniture import Campaign, load
from bedside.demo.traffic.model import Plan, Stay, Talk, sources, talks

EMERGENCY_SHARE = 0.01
TRACKING_SHARE = 0.78
ACCEPT_SHARE = 0.6
UNPROMPTED_SHARE = 0.35
RETURN_SHARE = 0.25
RATING_SHARE = 0.7
BOOKING_SHARE = 0.4
FATES: dict[Literal["keeps", "moves", "cancels"], int] = {"keeps": 7, "moves": 2, "cancels": 1}


def plans(seed: int) -> Iterator[Plan]:
    """Visitors without end; the same seed gives the same visitors."""
    return (plan(seed, number) for number in count())


def plan(seed: int, number: int) -> Plan:
    """The visitor of this number, independent of all others."""
    # Seeding with a string is stable across processes and versions; a tuple's hash is not.
    dice = Random(f"bedside-traffic:{seed}:{number}")
    source = dice.choices(list(sources().weights), list(sources().weights.values()))[0]
    campaign = dice.choice(load().campaigns) if source == "campaign" else None
    talk = _talk(dice, campaign)
    campus = campaign.campus if campaign else _campus(dice, talk)
    landing, referrer = _arrival(dice, talk, source, campus, campaign)
    stays = _stays(dice, talk, campus, landing)
    returns = not talk.emergency and dice.random() < RETURN_SHARE
    opens = dice.randrange(len(stays)) if dice.random() < UNPROMPTED_SHARE or talk.emergency else None
    return Plan(
        number=number,
        lang=talk.lang,
        campus=campus,
        source=source,
        referrer=referrer,
        stays=stays,
        tracking=dice.random() < TRACKING_SHARE,
        decides_after=round(dice.uniform(1.5, 6), 1),
        talk=talk,
        opens=0 if talk.emergency else opens,
        accepts=dice.random() < ACCEPT_SHARE,
        patience=round(dice.uniform(90, 300), 1),
        letters_per_second=round(dice.uniform(2.5, 6) * (1 if talk.lang == "zh" else 3), 1),
        rates=dice.random() < RATING_SHARE,
        pause=round(dice.uniform(60, 240), 1) if returns else 0.0,
        again=_stays(dice, talk, campus, _department(talk.lang, talk.department, campus)) if returns else [],
        books=_books(dice, talk),
    )


def _books(dice: Random, talk: Talk) -> Literal["", "keeps", "moves", "cancels"]:
    """Nobody books in an emergency: they go."""
    if talk.emergency or dice.random() > BOOKING_SHARE:
        return ""
    return dice.choices(list(FATES), list(FATES.values()))[0]


def _talk(dice: Random, campaign: Campaign | None) -> Talk:
    if campaign:
        asked = sources().campaign_talks[campaign.utm_campaign]
        return dice.choice([talk for talk in talks() if talk.key in asked])
    urgent = dice.random() < EMERGENCY_SHARE
    return dice.choice([talk for talk in talks() if talk.emergency == urgent])


def _campus(dice: Random, talk: Talk) -> str:
    return dice.choice([campus.key for campus in load().campuses if talk.department in campus.departments])


def _home(lang: str, campus: str) -> str:
    return f"/{lang}/" if campus == "east" else f"/{lang}/{campus}/"


def _department(lang: str, department: str, campus: str) -> str:
    return f"{_home(lang, campus)}departments/{department}/"


def _arrival(dice: Random, talk: Talk, source: str, campus: str, campaign: Campaign | None) -> tuple[str, str | None]:
    """The landing path with its query, and the referrer."""
    department = _department(talk.lang, talk.department, campus)
    if campaign:
        query = urlencode({"utm_source": campaign.utm_source, "utm_campaign": campaign.utm_campaign})
        return f"/{talk.lang}{campaign.landing}?{query}", None
    if source == "search":
        search = sources().search
        word = dice.choice(search.words[talk.department].of(talk.lang))
        if dice.random() < search.paid_share:
            return f"{department}?{urlencode({'utm_source': 'search', 'utm_term': word})}", search.host
        return department, f"{search.host}?{urlencode({search.word_parameter: word})}"
    if source == "referrer":
        return department, dice.choice(sources().referrers.urls)
    return _home(talk.lang, campus), None


def _stays(dice: Random, talk: Talk, campus: str, landing: str) -> list[Stay]:
    """One to five pages of one campus's part of the site; who worries about cost reads the prices."""
    liked = [_department(talk.lang, talk.department, campus), *dice.sample(_general(talk.lang, campus), 2)]
    if campus == "east" and talk.worry == "cost":
        liked.append(f"/{talk.lang}/prices/")
    if campus == "east" and talk.worry in ("trust", "lost_faith"):
        liked.append(f"/{talk.lang}/doctors/")
    dice.shuffle(liked)
    paths = [landing]
    for path in liked[: dice.choices([0, 1, 2, 3, 4], [12, 26, 30, 20, 12])[0]]:
        if path != paths[-1].partition("?")[0]:
            paths.append(path)
    return [Stay(path, _reading(dice, path)) for path in paths]


def _general(lang: str, campus: str) -> list[str]:
    """Pages for everybody. A campus with its own branch is a site of its own, with a consent of its own."""
    if campus == "east":
        return [f"/{lang}/{page}/" for page in ("doctors", "visit", "about", "programmes", "departments")]
    return [_home(lang, campus), *(_department(lang, key, campus) for key in load().campus(campus).departments)]


def _reading(dice: Random, path: str) -> float:
    """Seconds on a page: log-normal, as reading times are; prices are read longer."""
    middle = 3.5 if "/prices/" in path else 2.9
    return round(min(150.0, max(4.0, dice.lognormvariate(middle, 0.6))), 1)
