"""Where a visit came from is read from its addresses, and nothing personal is kept of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.visit.sources import URL_LIMIT, masked, read

HOME = "https://spruce.example/"
BAIDU = "https://www.baidu.com/"

# (url, referrer) → (source, medium, search word, campaign)
TABLE = [
    (HOME, "", ("direct", "direct", "", "")),
    (HOME, "https://spruce.example/prices/", ("direct", "direct", "", "")),
    (HOME, "https://www.baidu.com/s?wd=%E8%83%83%E9%95%9C%E8%B4%B9&ie=utf-8", ("baidu", "search", "胃镜费", "")),
    (HOME, "https://m.baidu.com/s?word=%D1%C0%CD%B4", ("baidu", "search", "牙痛", "")),
    (HOME, "https://www.baidu.com/link?url=abc&eqid=1", ("baidu", "search", "", "")),
    (HOME, "https://zhidao.baidu.com/question/1.html?word=x", ("zhidao.baidu.com", "referral", "", "")),
    (HOME, "https://tieba.baidu.com/p/1", ("tieba", "social", "", "")),
    (HOME, "https://www.sogou.com/web?query=%E9%AA%A8%E7%A7%91", ("sogou", "search", "骨科", "")),
    (HOME, "https://m.sogou.com/web/searchList.jsp?keyword=%E5%84%BF%E7%A7%91", ("sogou", "search", "儿科", "")),
    (HOME, "https://www.so.com/s?q=%E4%BD%93%E6%A3%80", ("so360", "search", "体检", "")),
    (HOME, "https://m.sm.cn/s?q=%E5%BF%83%E6%85%8C", ("shenma", "search", "心慌", "")),
    (HOME, "https://cn.bing.com/search?q=heart+check", ("bing", "search", "heart check", "")),
    (HOME, "https://www.google.com.hk/search?q=dentist", ("google", "search", "dentist", "")),
    (HOME, "https://www.google.com/", ("google", "search", "", "")),
    (HOME, "https://so.toutiao.com/search?keyword=%E5%8F%91%E7%83%A7", ("toutiao", "search", "发烧", "")),
    (HOME, "https://mp.weixin.qq.com/s/abc", ("wechat", "social", "", "")),
    (HOME, "android-app://com.tencent.mm/", ("wechat", "social", "", "")),
    (HOME, "https://www.zhihu.com/question/1", ("zhihu", "social", "", "")),
    (HOME, "https://www.xiaohongshu.com/explore/1", ("xiaohongshu", "social", "", "")),
    (HOME, "https://news.example.org/a", ("news.example.org", "referral", "", "")),
    (HOME, "not an address", ("direct", "direct", "", "")),
    (HOME, "https://[bad", ("direct", "direct", "", "")),
    (HOME + "?utm_source=WeChat&utm_campaign=milk-teeth", "", ("wechat", "campaign", "", "milk-teeth")),
    (HOME + "?utm_source=sem&utm_term=%E4%BD%93%E6%A3%80&utm_campaign=c", BAIDU, ("sem", "campaign", "体检", "c")),
    (HOME + "?utm_campaign=c", "https://www.baidu.com/s?wd=x", ("baidu", "campaign", "x", "c")),
    # Not every site that ends alike is the engine.
    (HOME, "https://notbaidu.com/s?wd=x", ("notbaidu.com", "referral", "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("url", "referrer", "expected"), TABLE)
def test_sources(url: str, referrer: str, expected: tuple[str, str, str, str]) -> None:
    place = read(url, referrer)
    assert place is not None
    arrival = place.arrival
    assert (arrival.source, arrival.medium, arrival.search_word, arrival.campaign) == expected


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://spruce.example/a?name=王小满&phone=13800000000#top", "https://spruce.example/a"),
        ("https://user:secret@spruce.example/a", "https://spruce.example/a"),
        ("https://spruce.example/patient/13800000000/report", "https://spruce.example/patient/…/report"),
        ("https://spruce.example/mail/xiaoman@example.org", "https://spruce.example/mail/…"),
        ("https://spruce.example/2026/11/21/news", "https://spruce.example/2026/11/21/news"),
        ("https://spruce.example/%E4%BB%B7%E6%A0%BC", "https://spruce.example/价格"),
    ],
)
def test_nothing_personal_of_an_address_is_kept(url: str, kept: str) -> None:
    place = read(url, "")
    assert place is not None
    assert place.url == kept


@pytest.mark.parametrize("url", ["", "/prices/", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://[x"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert read(url, "") is None


def test_numbers_in_search_words_are_masked() -> None:
    place = read(HOME, "https://www.baidu.com/s?wd=138%200000%200000%20%E7%8E%8B%E5%B0%8F%E6%BB%A1")
    assert place is not None
    assert place.arrival.search_word == "… 王小满"
    assert masked("身份证 11010519491231002X") == "身份证 …"


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["https://x.example/", "https://x.example/?"]))
def test_any_text_is_read_safely(path: str, referrer: str, base: str) -> None:
    place = read(base + path, referrer)
    if place is not None:
        assert len(place.url) <= URL_LIMIT
        for text in (
            place.url,
            place.path,
            place.arrival.source,
            place.arrival.search_word,
            place.arrival.referrer_host,
        ):
            assert "\x00" not in text
            text.encode()
