"""Health science: reading only, with no way from it to contact, booking or purchase (L04)."""

from html import escape

from bedside.demo.furniture import Lang
from bedside.demo.site import parts
from bedside.demo.site.art import drawing
from bedside.demo.site.layout import Page
from bedside.demo.site.sources import Article, content, word


def library(lang: Lang) -> Page:
    page = content().pages.health
    cards = "".join(parts.article_card(article, lang, heading="h2") for article in content().articles)
    body = parts.hero(page.title.of(lang), page.lead.of(lang)) + f'<div class="wrap reads">{cards}</div>'
    return Page("health/", page.title.of(lang), page.lead.of(lang), body, kind="health")


def article(one: Article, lang: Lang) -> Page:
    sections = "".join(
        f"<section><h2>{escape(section.h.of(lang))}</h2>"
        + "".join(f"<p>{escape(text.of(lang))}</p>" for text in section.p)
        + "</section>"
        for section in one.body
    )
    others = "".join(
        parts.article_card(other, lang, heading="h3") for other in content().articles if other.slug != one.slug
    )
    body = (
        f'<article class="essay"><header class="tone-{one.tone}"><div class="wrap narrow">{drawing(one.art)}'
        f'<p class="eyebrow">{escape(one.topic.of(lang))} · {one.minutes} {escape(word("minutes", lang))}</p>'
        f'<h1>{escape(one.title.of(lang))}</h1><p class="lead">{escape(one.summary.of(lang))}</p></div></header>'
        f'<div class="wrap narrow prose">{sections}<aside class="box urgent"><h2>{escape(word("warning", lang))}</h2>'
        f"<p>{escape(one.warning.of(lang))}</p></aside>"
        f"<footer><p>{escape(one.reviewed.of(lang))}</p><p>{escape(one.sources.of(lang))}</p></footer></div></article>"
        f'<section class="band"><div class="wrap"><h2>{escape(word("more_reading", lang))}</h2>'
        f'<div class="reads three">{others}</div></div></section>'
    )
    crumbs = ((word("nav_health", lang), "health/"),)
    return Page(f"health/{one.slug}/", one.title.of(lang), one.summary.of(lang), body, kind="health", crumbs=crumbs)
