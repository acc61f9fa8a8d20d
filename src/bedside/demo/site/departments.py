"""The department pages of each campus, and each campus's own page."""

from html import escape

from bedside.demo.furniture import Campus, Lang
from bedside.demo.site import parts
from bedside.demo.site.art import campus_view, drawing
from bedside.demo.site.layout import Page
from bedside.demo.site.sources import Titled, content, word


def department(key: str, campus: Campus, lang: Lang) -> Page:
    """One department on one campus."""
    page = content().departments[key]
    name = content().furniture.department(key).name.of(lang)
    # The campus stands in the West pages' titles: the desk's page trail shows only titles.
    title = name if campus.key == "east" else f"{name}（{campus.short.of(lang)}）"
    if campus.key != "east" and lang == "en":
        title = f"{name}, {campus.short.en}"
    body = (
        parts.hero(title, page.lead.of(lang), drawing(page.art), "department")
        + f'<div class="wrap columns"><div class="main">{_reasons(key, lang)}{_steps(key, lang)}'
        + f'<aside class="box wont"><h2>{escape(word("wont", lang))}</h2><p>{escape(page.wont.of(lang))}</p></aside>'
        + f"{_faq(key, lang)}</div>{_side(key, campus, lang)}</div>"
        + _doctors(key, campus, lang)
        + _prices(key, lang)
    )
    above = (
        ((word("nav_departments", lang), "departments/"),)
        if campus.key == "east"
        else ((campus.short.of(lang), parts.campus_path(campus.key)),)
    )
    path = parts.department_path(key, campus.key)
    return Page(path, title, page.lead.of(lang), body, campus.key, "department", above)


def _reasons(key: str, lang: Lang) -> str:
    reasons = parts.listed(content().departments[key].reasons, lang, "ticks")
    return f"<section><h2>{escape(word('reasons', lang))}</h2>{reasons}</section>"


def _steps(key: str, lang: Lang) -> str:
    items = "".join(f"<li><p>{escape(step.of(lang))}</p></li>" for step in content().departments[key].steps)
    return f'<section><h2>{escape(word("steps", lang))}</h2><ol class="steps">{items}</ol></section>'


def _faq(key: str, lang: Lang) -> str:
    items = "".join(
        f"<details><summary>{escape(one.q.of(lang))}</summary><p>{escape(one.a.of(lang))}</p></details>"
        for one in content().departments[key].faq
    )
    return f'<section class="faq"><h2>{escape(word("faq", lang))}</h2>{items}</section>'


def _side(key: str, campus: Campus, lang: Lang) -> str:
    page = content().departments[key]
    furniture = content().furniture
    facts = [
        (word("rooms", lang), f"{campus.short.of(lang)} · {page.rooms[campus.key].of(lang)}"),
        (word("hours", lang), campus.hours.of(lang)),
    ]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    others = "".join(
        f'<p class="also"><a href="/{lang}/{parts.department_path(key, other.key)}">{escape(word("also_at", lang))}'
        f" · {escape(other.short.of(lang))}</a></p>"
        for other in furniture.campuses
        if other.key != campus.key and key in other.departments
    )
    running = "".join(
        f'<section class="box running"><p class="eyebrow">{escape(word("running_now", lang))}</p>'
        f"<h2>{escape(one.name.of(lang))}</h2><p>{escape(one.promise.of(lang))}</p></section>"
        for one in furniture.campaigns
        if one.department == key and one.campus == campus.key
    )
    return (
        f'<div class="side"><section class="box urgent"><h2>{escape(word("urgent", lang))}</h2>'
        f"<p>{escape(page.urgent.of(lang))}</p></section>"
        f'<section class="box"><dl class="facts">{rows}</dl>{others}</section>{running}</div>'
    )


def _doctors(key: str, campus: Campus, lang: Lang) -> str:
    cards = "".join(parts.doctor_card(doctor, lang) for doctor in parts.doctors_of(key, campus.key))
    return (
        f'<section class="band"><div class="wrap"><h2>{escape(word("doctors_here", lang))}</h2>'
        f'<div class="doctors">{cards}</div></div></section>'
    )


def _prices(key: str, lang: Lang) -> str:
    title = word("prices_here", lang)
    return (
        f'<section class="wrap narrow"><h2>{escape(title)}</h2><p class="note">{escape(word("price_note", lang))}</p>'
        f'{parts.price_table(parts.services_of(key), lang, title)}<p><a class="go" href="/{lang}/prices/">'
        f"{escape(word('see_prices', lang))}</a></p></section>"
    )


def campus_page(campus: Campus, lang: Lang) -> Page:
    """A campus: where it is, what is in it, how to come."""
    page = content().pages.campuses[campus.key]
    cards = "".join(parts.department_card(key, campus.key, lang) for key in campus.departments)
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in (
            (word("address", lang), campus.address.of(lang)),
            (word("hours", lang), campus.hours.of(lang)),
            (word("phone", lang), campus.phone),
        )
    )
    body = (
        parts.hero(page.title.of(lang), page.lead.of(lang), campus_view(campus.key, "page"), f"place {campus.key}")
        + f'<section class="wrap"><dl class="facts wide">{facts}</dl></section>'
        + f'<section class="wrap"><h2>{escape(word("departments_on_campus", lang))}</h2>'
        + f'<div class="cards">{cards}</div></section>'
        + f'<section class="band"><div class="wrap"><h2>{escape(word("how_to_come", lang))}</h2>'
        + f"{ways(page.ways, lang)}</div></section>"
    )
    crumbs = ((content().pages.about.title.of(lang), "about/"),)
    path = parts.campus_path(campus.key)
    return Page(path, page.title.of(lang), page.lead.of(lang), body, campus.key, "campus", crumbs)


def ways(texts: list[Titled], lang: Lang, heading: parts.Heading = "h3") -> str:
    """Short titled paragraphs side by side."""
    items = "".join(
        f"<div><{heading}>{escape(one.h.of(lang))}</{heading}><p>{escape(one.p.of(lang))}</p></div>" for one in texts
    )
    return f'<div class="ways">{items}</div>'
