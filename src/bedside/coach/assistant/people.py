"""How names of people stand in free text, in Chinese and English. Places are found in the form of `kit.reading.normal`."""

import re
from collections.abc import Iterable, Iterator
from importlib import resources

Span = tuple[int, int]
_CJK = "\u3400-\u4dbf\u4e00-\u9fff"


def _words(name: str) -> list[str]:
    """One list of names.txt."""
    text = (resources.files("bedside.coach.assistant") / "names.txt").read_text("utf-8")
    section = text.split(f"[{name}]\n", 1)[1].split("\n[", 1)[0]
    return section.split()


SURNAMES = "(?:" + "|".join([*_words("surnames of two characters"), f"[{''.join(_words('surnames'))}]"]) + ")"
_ORDINARY = frozenset(_words("ordinary words that begin like a name"))
_COMMON = frozenset(_words("english words that are names too"))
_STOPS = "".join(_words("characters that no given name has"))
_GIVEN = f"[^\\W\\da-z_{_STOPS}]"
_EDGE = f"(?=$|[^{_CJK}a-z0-9])"
_AFTER = f"(?:{_EDGE}|(?=今年|现年|男|女|\\d|，|的?电话|的?手机|的?身份证|的?病历|住在|家住))"

# Whoever says "my name is" names somebody, whatever the name looks like.
_SAID = re.compile(
    r"(?:我叫|名叫|叫做|本名|真名|大名|全名|姓名|名字|署名|落款|"
    r"(?:爸|妈|爹|娘|父亲|母亲|老公|老婆|爱人|丈夫|妻子|先生|太太|儿子|女儿|孩子|宝宝|哥|弟|姐|妹|爷爷|奶奶|"
    r"外公|外婆|姥姥|姥爷|婆婆|公公|岳父|岳母|朋友|同事|同学|邻居|患者|病人|他|她)(?:的?名字)?叫)"
    rf"(?:是|为|叫|作)?[\s:：,，“\"'（(]{{0,3}}(?P<name>{SURNAMES}{_GIVEN}{{1,2}}|{_GIVEN}{{2,4}}{_EDGE})"
)
_CALL_ME = re.compile(
    rf"(?:叫我|称呼我(?:为|叫)?)(?P<name>{SURNAMES}{_GIVEN}{{1,2}}|{_GIVEN}{{2,3}})"
    rf"(?:{_EDGE}|(?=就|吧|即可|好了|也行))"
)
_ROLE = re.compile(
    rf"(?:我是|本人|这是|这里是|患者|病人|联系人|收件人|预约人|就诊人|陪诊人|监护人|家属)[\s:：,，]{{0,2}}"
    rf"(?P<name>{SURNAMES}{_GIVEN}{{1,2}}){_AFTER}"
)
_TITLES = (
    "先生|女士|小姐|太太|夫人|阿姨|叔叔|伯伯|伯母|大爷|大妈|大姐|大哥|老师|同学|老板|经理|"
    "医生|大夫|医师|主任|教授|护士|护士长|院长|师傅"
)
_TITLED = re.compile(rf"(?<![主责])(?P<name>{SURNAMES}{_GIVEN}{{0,2}})(?:副|主治|住院)?(?:{_TITLES})")
# Somebody for whom something is to be done.
_FOR = re.compile(
    rf"(?:帮|给|替|为|陪|带|让|请|跟|通知|转告|告诉|联系)(?P<name>{SURNAMES}{_GIVEN}{{1,2}})"
    rf"(?=[挂预约看取改办问做拿查开补退来去的说过打回转登]|复诊|复查|{_EDGE})"
)
# All that a message or a clause consists of.
_ALONE = re.compile(
    rf"(?:(?<=^)|(?<=[\n，。,;；:：、\s/(（]))(?P<name>{SURNAMES}{_GIVEN}{{1,2}}){_AFTER}", re.MULTILINE
)

_ENGLISH = re.compile(
    r"\b(?:my (?:full |real |first |last )?name(?:'s| is|:)|the name(?:'s| is)|(?:patient|full|first|last|contact) name(?: is|:)?|"
    r"name ?:|(?:i'm|i am) called|call me|(?:he|she)(?:'s| is) called|(?:his|her|their) name(?:'s| is)|signed|regards,?|"
    r"sincerely,?|named) *(?P<name>[^\W\d_][\w'’\-]*(?:[ .]+[^\W\d_][\w'’\-]*){0,3})"
)
_MISTER = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|prof)\b\.? *(?P<name>[^\W\d_][\w’\-]*)")
_CAPITAL = r"(?:O['’]|D['’])?[A-Z][\w’\-]{1,30}(?<![A-Z]{2})"
_PRESENTED = re.compile(
    rf"(?:\b(?:[Ii]['’]?m|[Ii] am|[Tt]his is|[Mm]y (?:son|daughter|wife|husband|mother|father|mum|mom|dad|sister|brother|baby|"
    rf"child|friend|partner|grandmother|grandfather|aunt|uncle|boy|girl)|[Pp]atient|[Nn]ame|[Dd]octor|[Nn]urse|"
    rf"[Pp]rof(?:essor|\.)|[Dd]r\.?|[Mm]r?s?\.?),? )(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
)
_TWO_CAPITALS = re.compile(
    rf"(?:^|(?<=[\n,;:.(]))[ \t]*(?P<name>{_CAPITAL}(?: [A-Z]\.?)?(?: {_CAPITAL}){{1,2}})[ \t]*(?=$|[\n,;.)]|\d)",
    re.MULTILINE,
)
_WITHIN = re.compile(rf"(?<=[a-z0-9,'’] )(?P<name>{_CAPITAL}(?: [A-Z]\.)?(?: {_CAPITAL}){{1,2}})(?![\w])")
_STOP_WORDS = frozenset(_words("english words that end a name"))


def chinese(text: str) -> Iterator[Span]:
    """Names in a text of that form."""
    for pattern in (_SAID, _CALL_ME, _ROLE, _TITLED, _FOR, _ALONE):
        for found in pattern.finditer(text):
            if pattern is _SAID or not _is_ordinary(found["name"]):
                yield found.span("name")


def english(text: str) -> Iterator[Span]:
    """Names that are said to be one, however they are written."""
    for pattern in (_ENGLISH, _MISTER):
        for found in pattern.finditer(text):
            start = found.start("name")
            yield start, start + len(_until_stop(found["name"]))


def capitalised(typed: str) -> Iterator[Span]:
    """Names in a text as it was typed, where capitals show them."""
    for pattern in (_PRESENTED, _TWO_CAPITALS, _WITHIN):
        for found in pattern.finditer(typed):
            words = found["name"].split()
            if all(word.casefold().strip(".") not in _COMMON and word.casefold() not in _STOP_WORDS for word in words):
                yield found.span("name")


def known(names: Iterable[str]) -> list[re.Pattern[str]]:
    """Patterns that find people whose names are on record: whole, given names alone, turned about, in pinyin."""
    forms: set[str] = set()
    for name in names:
        read = re.sub(r"\s+", " ", name).strip()
        if re.fullmatch(f"[{_CJK}·]{{2,8}}", read):
            forms.update(_chinese_forms(read))
        else:
            forms.update(_latin_forms(read))
    ordered = sorted(forms, key=len, reverse=True)
    return [re.compile(form) for form in ordered]


def _chinese_forms(name: str) -> Iterator[str]:
    yield re.escape(name)
    surname = re.match(SURNAMES, name)
    given = name[surname.end() :] if surname else ""
    if len(given) == 2 and given not in _ORDINARY and not re.search(_TITLES, given):
        yield re.escape(given)
    if surname and given and not re.fullmatch(_TITLES, given):
        first, rest = _pinyin(surname[0]), _pinyin(given)
        for parts in (first + rest, rest + first):
            yield r"\b" + r"[\s\-'’.,]*".join(map(re.escape, parts)) + r"\b"


def _latin_forms(name: str) -> Iterator[str]:
    parts = [part for part in re.split(r"[\s,]+", name) if part]
    if len(parts) > 1:
        for order in (parts, parts[::-1]):
            yield r"\b" + r"[\s\-'’.,]+".join(map(re.escape, order)) + r"\b"
    for part in parts:
        if len(part) >= 3 and part not in _COMMON:
            yield rf"\b{re.escape(part)}\b" if part.isascii() else re.escape(part)


def _pinyin(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # its tables are half a second that only a first use needs

    return lazy_pinyin(text)


def _is_ordinary(name: str) -> bool:
    return any(name.startswith(word) for word in _ORDINARY_BY_FIRST.get(name[0], ()))


def _until_stop(name: str) -> str:
    """Its words up to the first that no name has."""
    words: list[str] = []
    for word in re.split(r"([ .]+)", name):
        if word in _STOP_WORDS:
            break
        words.append(word)
    return "".join(words).rstrip(" .")


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for word in words:
        kept.setdefault(word[0], []).append(word)
    return kept


_ORDINARY_BY_FIRST = _by_first(_ORDINARY)
