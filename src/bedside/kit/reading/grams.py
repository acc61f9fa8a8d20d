"""What a linear model sees of a text.

Of Chinese, characters in ones, twos and threes; of other scripts words, pairs of words, and parts of words, which forgive
typing errors. Words cut by a dictionary lose to characters on every Chinese set that was tried.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import add

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+(?:'[a-z]+)?|[?!]")
_MOST_OF_A_WORD = 24


def grams(text: str, signs: Sequence[str] = ()) -> dict[str, int]:
    """How often each gram occurs in a text that `normal.plain` made; `signs` are what else is known of it, each as a gram.

    The grams of `located` without their places: every message is read by several models, and so it takes a third of the time."""
    found = list(signs)
    before, first = "", True
    for word in _RUNS.findall(text):
        if word[0] >= "\u3400":
            pairs = list(map(add, word, word[1:]))
            found += word
            found += pairs
            found += map(add, pairs, word[2:])
            if first:
                found.append("^" + word[:2])
            before = ""
        else:
            found.append("w " + word)
            if before:
                found.append(f"p {before} {word}")
            elif first:
                found.append("^" + word)
            if len(word) > 3:
                edged = f"<{word[:_MOST_OF_A_WORD]}>"
                found += [edged[i : i + 4] for i in range(len(edged) - 3)]
            before = word
        first = False
    return Counter(found)


def located(text: str) -> Iterator[tuple[str, int, int]]:
    """Each gram with where it starts and ends in the text."""
    before, before_at = "", 0
    last_end = -1
    for run in _RUNS.finditer(text):
        word, at = run[0], run.start()
        if word[0] >= "\u3400":
            size = len(word)
            for i in range(size):
                yield word[i], at + i, at + i + 1
                if i + 1 < size:
                    yield word[i : i + 2], at + i, at + i + 2
                if i + 2 < size:
                    yield word[i : i + 3], at + i, at + i + 3
            if last_end < 0:
                yield "^" + word[:2], at, at + min(2, size)
            before = ""
        else:
            yield "w " + word, at, run.end()
            if before:
                yield f"p {before} {word}", before_at, run.end()
            elif last_end < 0:
                yield "^" + word, at, run.end()
            if len(word) > 3:
                edged = f"<{word[:_MOST_OF_A_WORD]}>"
                for i in range(len(edged) - 3):
                    yield edged[i : i + 4], at + max(0, i - 1), min(run.end(), at + i + 3)
            before, before_at = word, at
        last_end = run.end()
