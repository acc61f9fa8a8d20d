"""Pieces that several pages share: cards, price tables, people."""

from html import escape
from typing import Literal

from bedside.demo.furniture import Campaign, Campus, Doctor, Lang, Service, Text
from bedside.demo.site.art import campus_view, drawing, portrait
from bedside.demo.site.sources import Article, content, word

Heading = Literal["h2", "h3"]
"""Cards stand under a section's heading or directly under the page's."""


def department_path(key: str, campus: str) -> str:
    """The West Campus has its own branch of the site, so that its pages carry its own site key."""
    return f"departments/{key}/" if campus == "east" else f"{campus}/departments/{key}/"


def campus_path(campus: str) -> str:
    return f"{campus}/"


def hero(title: str, lead: str, side: str = "", kind: str = "") -> str:
    """The top of an inner page."""
    figure = f'<div class="figure">{side}</div>' if side else ""
    return (
        f'<section class="hero {kind}"><div class="wrap"><div><h1>{escape(title)}</h1>'
        f'<p class="lead">{escape(lead)}</p></div>{figure}</div></section>'
    )


def listed(texts: list[Text], lang: Lang, kind: str) -> str:
    return f'<ul class="{kind}">' + "".join(f"<li>{escape(text.of(lang))}</li>" for text in texts) + "</ul>"


def yuan(price_fen: int, lang: Lang) -> str:
    """Fen as yuan: whole yuan without decimals, thousands apart."""
    if price_fen == 0:
        return word("free", lang)
    whole, rest = divmod(price_fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def price_table(services: list[Service], lang: Lang, caption: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(service.name.of(lang))}</th><td>{escape(service.unit.of(lang))}</td>'
        f'<td class="num">{escape(yuan(service.price_fen, lang))}</td></tr>'
        for service in services
    )
    return (
        f'<table class="prices"><caption>{escape(caption)}</caption><thead><tr>'
        f'<th scope="col">{escape(word("price_item", lang))}</th>'
        f'<th scope="col">{escape(word("price_unit", lang))}</th>'
        f'<th scope="col" class="num">{escape(word("price_yuan", lang))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def services_of(department: str) -> list[Service]:
    return [service for service in content().furniture.services if service.department == department]


def doctors_of(department: str | None = None, campus: str | None = None) -> list[Doctor]:
    """Verified doctors only: nobody else is shown under that name (L05)."""
    return [
        doctor
        for doctor in content().furniture.doctors
        if doctor.verified
        and (department is None or doctor.department == department)
        and (campus is None or campus in doctor.campuses)
    ]


def doctor_card(doctor: Doctor, lang: Lang) -> str:
    furniture = content().furniture
    where = "、" if lang == "zh" else ", "
    campuses = where.join(furniture.campus(key).short.of(lang) for key in doctor.campuses)
    speaks = where.join(word(f"lang_{code}", lang) for code in doctor.languages)
    facts = [
        (word("focus", lang), doctor.focus.of(lang) if doctor.focus else ""),
        (word("clinic", lang), f"{campuses} · {doctor.clinic.of(lang)}" if doctor.clinic else campuses),
        (word("languages", lang), speaks),
        (word("licence", lang), doctor.licence),
    ]
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    says = f"<blockquote>{escape(doctor.says.of(lang))}</blockquote>" if doctor.says else ""
    return (
        f'<article class="doctor" id="{doctor.key}">{portrait(doctor.key)}<div><h3>{escape(doctor.name.of(lang))}'
        f"<small>{escape(doctor.title.of(lang))} · "
        f"{escape(furniture.department(doctor.department).name.of(lang))}</small></h3>{says}<dl>{rows}</dl></div></article>"
    )


def department_card(key: str, campus: str, lang: Lang) -> str:
    page = content().departments[key]
    name = content().furniture.department(key).name.of(lang)
    return (
        f'<a class="card" href="/{lang}/{department_path(key, campus)}">{drawing(page.art)}<h3>{escape(name)}</h3>'
        f"<p>{escape(page.lead.of(lang))}</p></a>"
    )


def campus_card(campus: Campus, lang: Lang) -> str:
    page = content().pages.campuses[campus.key]
    return (
        f'<a class="campus {campus.key}" href="/{lang}/{campus_path(campus.key)}">'
        f"{campus_view(campus.key, 'card')}<h3>{escape(campus.short.of(lang))}</h3>"
        f"<p>{escape(page.lead.of(lang))}</p><dl><div><dt>{escape(word('hours', lang))}</dt>"
        f"<dd>{escape(campus.hours.of(lang))}</dd></div><div><dt>{escape(word('address', lang))}</dt>"
        f"<dd>{escape(campus.address.of(lang))}</dd></div></dl>"
        f'<span class="go">{escape(word("see_campus", lang))}</span></a>'
    )


def campaign_card(campaign: Campaign, lang: Lang, *, heading: Heading) -> str:
    """The promise word for word, as the desk's campaign board shows it."""
    furniture = content().furniture
    where = (
        f"{furniture.campus(campaign.campus).short.of(lang)} · "
        f"{furniture.department(campaign.department).name.of(lang)}"
    )
    link = f'<a class="go" href="/{lang}{campaign.landing}">{escape(word("see_department", lang))}</a>'
    return (
        f'<article class="programme" id="{campaign.key}"><p class="eyebrow">{escape(where)}</p>'
        f"<{heading}>{escape(campaign.name.of(lang))}</{heading}><p>{escape(campaign.promise.of(lang))}</p>"
        f'<p class="for">{escape(word("for_whom", lang))} {escape(campaign.audience.of(lang))}</p>{link}</article>'
    )


def article_card(article: Article, lang: Lang, *, heading: Heading) -> str:
    return (
        f'<a class="read tone-{article.tone}" href="/{lang}/health/{article.slug}/">{drawing(article.art)}'
        f'<p class="eyebrow">{escape(article.topic.of(lang))} · {article.minutes} {escape(word("minutes", lang))}</p>'
        f"<{heading}>{escape(article.title.of(lang))}</{heading}><p>{escape(article.summary.of(lang))}</p></a>"
    )
