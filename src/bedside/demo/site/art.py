"""Our own drawings: files of inline SVG, and doctors' portraits put together from parts."""

from functools import cache
from string import Template
from typing import Literal

from bedside.demo.furniture import Lang
from bedside.demo.site.sources import asset, content

_BACK_HAIR = {
    "bob": '<path class="hr" d="M47 66c-5-34 14-46 33-46s38 12 33 46c-1 16-3 24-8 28H55c-5-4-7-12-8-28Z"/>',
    "long": '<path class="hr" d="M46 68c-4-34 14-48 34-48s38 14 34 48c2 22 6 36 8 48H38c2-12 6-26 8-48Z"/>',
    "wave": '<path class="hr" d="M45 64c-3-32 15-44 35-44s38 12 35 44c8 12 0 20 6 30-4 12-16 12-20 10H59'
    'c-4 2-16 2-20-10 6-10-2-18 6-30Z"/>',
    "bun": '<circle class="hr" cx="80" cy="20" r="12"/>',
}
_FRONT_HAIR = {
    "crop": '<path class="hr" d="M52 60c-3-26 10-38 29-38s31 13 28 38c-3-4-4-10-6-15-12 2-30 1-42-4-5 5-6 12-9 19Z"/>',
    "part": '<path class="hr" d="M52 62c-5-28 11-40 30-40 16 0 31 12 27 40-3-5-4-9-5-14-16-2-26-6-32-12-4 8-14 12'
    '-20 26Z"/>',
    "bob": '<path class="hr" d="M52 62c-3-26 11-36 28-36s31 10 28 36c-4-6-6-11-7-16H59c-1 5-3 10-7 16Z"/>',
    "long": '<path class="hr" d="M52 66c-3-28 11-40 28-40s31 12 28 40c-10-6-20-16-24-28-5 14-18 22-32 28Z"/>',
    "wave": '<path class="hr" d="M52 66c-4-28 11-40 28-40s32 12 28 40c-4-8-10-20-12-26-12 12-30 12-44 26Z"/>',
    "bun": '<path class="hr" d="M52 60c-2-24 12-34 28-34s30 10 28 34c-5-11-15-18-28-18s-23 7-28 18Z"/>',
}
_GLASSES = (
    '<path class="gl" d="M58 64h17v8a7 7 0 0 1-7 7h-3a7 7 0 0 1-7-7ZM85 64h17v8a7 7 0 0 1-7 7h-3a7 7 0 0 1-7-7'
    'ZM75 67c3-2 7-2 10 0"/>'
)


@cache
def drawing(name: str) -> str:
    """The SVG element of art/<name>.svg."""
    return asset("art", f"{name}.svg").strip()


# The part of the landscape in which each campus stands, for a card and for a page's width: x, y, width, height.
_CAMPUS_VIEWS = {
    ("east", "card"): "826 88 614 258",
    ("west", "card"): "0 152 614 258",
    ("east", "page"): "560 84 880 252",
    ("west", "page"): "0 154 880 252",
}


def campus_view(campus: str, frame: Literal["card", "page"]) -> str:
    """The landscape of the home page, seen closer."""
    view = _CAMPUS_VIEWS[campus, frame]
    return (
        drawing("scene")
        .replace('viewBox="0 0 1440 420"', f'viewBox="{view}"')
        .replace("xMidYMax slice", "xMidYMid slice")
    )


def map_of_the_city(lang: Lang) -> str:
    """The sketch map with its names in the reader's language."""
    names = {
        "zh": ("湖西院区", "河东院区", "云杉湖", "示范河", "湖西站", "湖心站", "东岸站",
               "示意地图：两个院区由地铁 1 号线相连"),
        "en": ("West Campus", "East Campus", "Spruce Lake", "Sample River", "Lake West", "Mid Lake", "East Bank",
               "Sketch map: metro line 1 joins the two campuses"),
    }[lang]  # fmt: skip
    west, east, lake, river, stop_west, stop_mid, stop_east, title = names
    labels = (
        f'<title id="map-title">{title}</title>'
        f'<text class="big" x="174" y="128">{west}</text><text class="big" x="694" y="102">{east}</text>'
        f'<text class="water" x="350" y="252">{lake}</text><text class="water" x="636" y="392">{river}</text>'
        f'<text x="190" y="284">{stop_west}</text><text x="430" y="346">{stop_mid}</text>'
        f'<text x="722" y="260">{stop_east}</text>'
    )
    return Template(drawing("map")).substitute(labels=labels)


def portrait(doctor: str) -> str:
    """A drawn, faceless portrait: no real person's picture stands for anyone here."""
    look = content().portraits[doctor]
    hair = look["hair"]
    return (
        f'<svg class="art portrait tint-{look["tint"]} hair-{look["colour"]}" viewBox="0 0 160 160" '
        'aria-hidden="true" focusable="false"><rect class="tint" width="160" height="160"/>'
        '<circle class="halo" cx="80" cy="84" r="62"/>'
        f"{_BACK_HAIR.get(hair, '')}"
        '<path class="neck" d="M69 88h22v24H69z"/>'
        '<path class="coat" d="M18 160c2-34 22-46 52-52l10 8 10-8c30 6 50 18 52 52Z"/>'
        '<path class="shirt" d="M68 107l12 30 12-30-12 6Z"/>'
        '<path class="lapel" d="M68 106l-10 8 20 36 2-13ZM92 106l10 8-20 36-2-13Z"/>'
        '<ellipse class="face" cx="80" cy="68" rx="25" ry="29"/>'
        f"{_FRONT_HAIR[hair]}{_GLASSES if look.get('glasses') else ''}"
        '<path class="smile" d="M73 84c4 4 10 4 14 0"/>'
        '<path class="badge" d="M108 132h16v10h-16z"/></svg>'
    )
