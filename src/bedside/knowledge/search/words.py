"""What a search sees of a text: characters in ones and twos of Chinese, words of other scripts, and the sound of titles."""

import re
from collections.abc import Iterator
from functools import lru_cache

RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# What people say around any question; it finds nothing by itself.
_STOP = """
怎么 什么 可以 请问 您好 你好 一下 我想 想问 想要 有没 没有 是不 不是 这个 那个 就是 如何 哪些 哪里 多少 能不 需要
应该 我们 你们 医生 大夫 谢谢 知道 为什 现在 的 了 吗 呢 啊 吧 我 你 您 他 她 是 有 和 在 要 会 能 想 问 不 么 这 那
a an and any are at be can do does for from have how i in is it me my of on or please the there this to what when
where which will with you your
"""
STOP = frozenset(_STOP.split())


def is_chinese(run: str) -> bool:
    return run[0] >= "\u3400"


def grams(text: str) -> Iterator[tuple[str, float]]:
    """Terms of a text that `normal.plain` made, with how much one says: a pair of characters more than a single one."""
    for found in RUNS.finditer(text):
        run = found[0]
        if not is_chinese(run):
            yield run, 1.0
            continue
        for place in range(len(run)):
            yield run[place], 0.35
            if place + 1 < len(run):
                yield run[place : place + 2], 1.0


@lru_cache(maxsize=65_536)
def syllables(run: str) -> tuple[str, ...]:
    """The pinyin of a run of Chinese characters, one syllable each, without tones."""
    # Its dictionaries take a while to load: a process that never searches goes without.
    from pypinyin import Style, lazy_pinyin

    said = lazy_pinyin(run, style=Style.NORMAL)
    # Characters without a reading come back in one piece.
    return tuple(said) if len(said) == len(run) else tuple("".join(lazy_pinyin(each)) for each in run)


class Sound:
    """A title as it is spelled in Latin letters: Chinese characters by their pinyin, words as they are.

    `spelled` has no blanks; `place[i]` is where in the text the letter i came from, `starts` are letters that begin a
    syllable or word; `initials` are their first letters, one for each of `heads` (places in the text).
    """

    __slots__ = ("heads", "initials", "place", "spelled", "starts")

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.place: list[int] = []
        self.starts: list[int] = []
        self.heads: list[int] = []
        for found in RUNS.finditer(text):
            run = found[0]
            parts = syllables(run) if is_chinese(run) else (run,)
            for step, part in enumerate(parts):
                at = found.start() + step
                self.starts.append(len(self.place))
                self.heads.append(at)
                letters.append(part)
                self.place.extend([at] * len(part) if is_chinese(run) else range(at, at + len(part)))
        self.spelled = "".join(letters)
        self.initials = "".join(part[0] for part in letters)

    def trigrams(self) -> set[str]:
        edged = f"^{self.spelled}"
        return {f"~{edged[i : i + 3]}" for i in range(len(edged) - 2)}


def slips(word: str) -> int:
    """How many typing errors a word of that length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def nearest(word: str, text: str, most: int) -> tuple[int, int, int] | None:
    """Where in `text` the word stands with the fewest changed, lost or added letters: (changes, start, end), or None when
    there are more than `most`. (P. H. Sellers, The theory and computation of evolutionary distances, 1980.)"""
    row = list(range(len(word) + 1))
    begins = [0] * (len(word) + 1)
    best: tuple[int, int, int] | None = None
    for at, letter in enumerate(text):
        corner, corner_began = row[0], begins[0]
        begins[0] = at + 1
        for i, mine in enumerate(word, 1):
            above, above_began = row[i], begins[i]
            changed, began = corner + (mine != letter), corner_began if i > 1 else at
            if above + 1 < changed:
                changed, began = above + 1, above_began
            if row[i - 1] + 1 < changed:
                changed, began = row[i - 1] + 1, begins[i - 1]
            corner, corner_began = above, above_began
            row[i], begins[i] = changed, began
        if row[-1] <= most and (best is None or row[-1] < best[0]):
            best = (row[-1], min(begins[-1], at), at + 1)
    return best
