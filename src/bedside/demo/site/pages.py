"""The home page and the pages of general matter."""

from html import escape

from bedside.demo.furniture import Doctor, Lang
from bedside.demo.site import parts
from bedside.demo.site.art import drawing, map_of_the_city
from bedside.demo.site.departments import campus_page, department, ways
from bedside.demo.site.health import article, library
from bedside.demo.site.layout import Page
from bedside.demo.site.sources import content, word


def every_page(lang: Lang) -> list[Page]:
    """All pages of the site in one language."""
    furniture = content().furniture
    return [
        home(lang),
        about(lang),
        departments(lang),
        *(department(key, campus, lang) for campus in furniture.campuses for key in campus.departments),
        *(campus_page(campus, lang) for campus in furniture.campuses),
        doctors(lang),
        prices(lang),
        visit(lang),
        programmes(lang),
        library(lang),
        *(article(one, lang) for one in content().articles),
        privacy(lang),
    ]


def home(lang: Lang) -> Page:
    page = content().pages.home
    furniture = content().furniture
    east = furniture.campus("east")
    lines = "".join(f"<span>{escape(line)}</span>" for line in page.hero.of(lang).split("|"))
    departments = "".join(parts.department_card(key, "east", lang) for key in east.departments)
    campuses = "".join(parts.campus_card(campus, lang) for campus in furniture.campuses)
    running = "".join(parts.campaign_card(one, lang, heading="h3") for one in furniture.campaigns[:3])
    reading = "".join(parts.article_card(one, lang, heading="h3") for one in content().articles)
    body = (
        f'<section class="welcome"><div class="wrap"><h1>{lines}</h1><p class="lead">{escape(page.lead.of(lang))}</p>'
        f'<p class="actions"><a class="button" href="/{lang}/departments/">{escape(word("find_department", lang))}</a>'
        f'<a class="button plain" href="/{lang}/prices/">{escape(word("see_prices", lang))}</a></p>'
        f'<p class="alarm">{escape(page.urgent.of(lang))}</p></div>{drawing("scene")}</section>'
        f'<section class="wrap"><header class="head"><h2>{escape(page.departments_title.of(lang))}</h2>'
        f"<p>{escape(page.departments_lead.of(lang))}</p></header>"
        f'<div class="cards">{departments}</div></section>'
        f'<section class="band deep"><div class="wrap"><h2>{escape(page.ways_title.of(lang))}</h2>'
        f"{ways(page.ways, lang)}</div></section>"
        f'<section class="wrap"><h2>{escape(page.campuses_title.of(lang))}</h2>'
        f'<div class="campuses">{campuses}</div></section>'
        f'<section class="band"><div class="wrap"><header class="head">'
        f"<h2>{escape(page.programmes_title.of(lang))}</h2>"
        f'<p><a class="go" href="/{lang}/programmes/">{escape(word("see_all", lang))}</a></p></header>'
        f'<div class="programmes">{running}</div></div></section>'
        f'<section class="wrap"><h2>{escape(page.reading_title.of(lang))}</h2>'
        f'<div class="reads">{reading}</div></section>'
    )
    return Page("", page.title.of(lang), page.lead.of(lang), body, kind="home")


def about(lang: Lang) -> Page:
    page = content().pages.about
    campuses = "".join(parts.campus_card(campus, lang) for campus in content().furniture.campuses)
    body = (
        parts.hero(page.title.of(lang), page.lead.of(lang))
        + f'<section class="wrap">{ways(page.body, lang, "h2")}</section>'
        + f'<section class="wrap"><h2>{escape(page.map_title.of(lang))}</h2>{map_of_the_city(lang)}'
        + f'<p class="note">{escape(page.map_note.of(lang))}</p></section>'
        + f'<section class="wrap"><div class="campuses">{campuses}</div></section>'
    )
    return Page("about/", page.title.of(lang), page.lead.of(lang), body)


def departments(lang: Lang) -> Page:
    page = content().pages.departments
    groups = "".join(
        f'<section class="wrap"><h2>{escape(campus.short.of(lang))}</h2><div class="cards">'
        + "".join(parts.department_card(key, campus.key, lang) for key in campus.departments)
        + "</div></section>"
        for campus in content().furniture.campuses
    )
    body = parts.hero(page.title.of(lang), page.lead.of(lang)) + groups
    return Page("departments/", page.title.of(lang), page.lead.of(lang), body)


def doctors(lang: Lang) -> Page:
    page = content().pages.doctors
    groups = "".join(
        f"<section><h2>{escape(one.name.of(lang))}</h2>"
        f'<div class="doctors">{_cards(parts.doctors_of(one.key), lang)}</div></section>'
        for one in content().furniture.departments
    )
    body = parts.hero(page.title.of(lang), page.lead.of(lang)) + f'<div class="wrap stack">{groups}</div>'
    return Page("doctors/", page.title.of(lang), page.lead.of(lang), body)


def _cards(doctors: list[Doctor], lang: Lang) -> str:
    return "".join(parts.doctor_card(doctor, lang) for doctor in doctors)


def prices(lang: Lang) -> Page:
    page = content().pages.prices
    groups = [("general", word("general", lang))]
    groups += [(one.key, one.name.of(lang)) for one in content().furniture.departments]
    index = "".join(f'<li><a href="#{key}">{escape(name)}</a></li>' for key, name in groups)
    tables = "".join(
        f'<section id="{key}">{parts.price_table(parts.services_of(key), lang, name)}</section>' for key, name in groups
    )
    body = (
        parts.hero(page.title.of(lang), page.lead.of(lang))
        + f'<div class="wrap pricelist"><nav class="index" aria-label="{escape(word("on_this_page", lang))}">'
        + f"<ul>{index}</ul></nav>"
        + f'<div class="tables">{tables}<aside class="box"><h2>{escape(page.help_title.of(lang))}</h2>'
        + f"<p>{escape(page.help.of(lang))}</p></aside></div></div>"
    )
    return Page("prices/", page.title.of(lang), page.lead.of(lang), body, kind="prices")


def visit(lang: Lang) -> Page:
    page = content().pages.visit
    steps = "".join(
        f"<li><h2>{escape(step.h.of(lang))}</h2><p>{escape(step.p.of(lang))}</p></li>" for step in page.steps
    )
    body = (
        parts.hero(page.title.of(lang), page.lead.of(lang))
        + f'<div class="wrap"><ol class="journey">{steps}</ol></div>'
        + f'<section class="band"><div class="wrap narrow"><h2>{escape(page.rights_title.of(lang))}</h2>'
        + f"{parts.listed(page.rights, lang, 'ticks')}</div></section>"
    )
    return Page("visit/", page.title.of(lang), page.lead.of(lang), body)


def programmes(lang: Lang) -> Page:
    page = content().pages.programmes
    cards = "".join(parts.campaign_card(one, lang, heading="h2") for one in content().furniture.campaigns)
    body = parts.hero(page.title.of(lang), page.lead.of(lang)) + f'<div class="wrap programmes all">{cards}</div>'
    return Page("programmes/", page.title.of(lang), page.lead.of(lang), body)


def privacy(lang: Lang) -> Page:
    page = content().pages.privacy
    texts = "".join(
        f"<section><h2>{escape(one.h.of(lang))}</h2><p>{escape(one.p.of(lang))}</p></section>" for one in page.body
    )
    body = parts.hero(page.title.of(lang), page.lead.of(lang)) + f'<div class="wrap narrow prose">{texts}</div>'
    return Page("privacy/", page.title.of(lang), page.lead.of(lang), body)


def missing(lang: Lang) -> Page:
    """What stands where no page is."""
    text = word("not_found_text", lang)
    title = word("not_found", lang)
    body = parts.hero(title, text) + (
        f'<p class="wrap"><a class="button" href="/{lang}/">{escape(word("back_home", lang))}</a></p>'
    )
    return Page("", title, text, body)
