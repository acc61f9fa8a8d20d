"""Years of past work, loaded by the owner in bulk: what a hospital has stored before the bench begins."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

import psycopg

from bedside.conversation.text import grams
from bench.load.words import sentences

MESSAGES = 2
"""Of each past conversation."""
VIEWS = 3
"""Pages that each past visitor read."""
MONTHS = 24
TALKS = 2_000
RARE = "罕见病例"
"""Said in one of TALKS talks."""

_PREPARE: LiteralString = """
CREATE FUNCTION pg_temp.past(n bigint, span bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    $$ SELECT %(until)s::timestamptz - interval '1 day' - (span - n) * (interval '700 days' / span) $$;
CREATE FUNCTION pg_temp.past_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(n), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid $$;
"""
_LOAD: tuple[LiteralString, ...] = (
    """
    INSERT INTO people.visitors (hospital_id, id, kind, name, made_at, last_seen, visits, tracking, health)
    SELECT %(hospital)s, pg_temp.past_id(1, n), 'tracked', '访客' || n, pg_temp.past(n, %(span)s), pg_temp.past(n, %(span)s), 1,
           true, true
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    """,
    """
    INSERT INTO visit.visits (hospital_id, visitor_id, number, site_key, began_at, last_at, pages, source, medium,
                              referrer_host, campaign, search_word, utm, landing, last_url, last_title)
    SELECT %(hospital)s, pg_temp.past_id(1, n), 1, 'bench', pg_temp.past(n, %(span)s), pg_temp.past(n, %(span)s), %(views)s,
           'baidu', 'search', 'www.baidu.com', '', '', '{}', '/', 'https://hospital.example/', '首页'
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    """,
    """
    INSERT INTO visit.views (hospital_id, visitor_id, id, number, viewed_at, place, url, path, title)
    SELECT %(hospital)s, pg_temp.past_id(1, n), pg_temp.past_id(2, n * %(views)s + v), 1, pg_temp.past(n, %(span)s), v,
           'https://hospital.example/page' || n %% 97, '/page' || n %% 97, '胃胀怎么办'
    FROM generate_series(%(first)s::bigint, %(last)s) AS n, generate_series(1, %(views)s) AS v
    """,
    """
    INSERT INTO conversation.conversations
        (hospital_id, id, visitor_id, visitor_name, lang, channel, status, assigned_to, started_at, queued_at, last_seq,
         last_by, last_text, last_at, visitor_messages, staff_messages, first_answer_at, closed_at, outcome, closed_by, score)
    SELECT %(hospital)s, pg_temp.past_id(3, n), pg_temp.past_id(1, n), '访客' || n, 'zh', 'web', 'closed', staff, at, at,
           %(messages)s, 'staff', left(t.texts[1], 80), at, 1, 1, at + interval '20 seconds', at + interval '10 minutes',
           'answered', staff, 1 + n %% 5
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    CROSS JOIN LATERAL (SELECT pg_temp.past(n, %(span)s) AS at,
                               (%(staff)s::uuid[])[1 + n %% cardinality(%(staff)s::uuid[])] AS staff) AS x
    JOIN talks t ON t.number = n %% %(talks)s
    """,
    """
    INSERT INTO conversation.entries (hospital_id, conversation_id, seq, id, kind, audience, at, by_kind, by_id, text)
    SELECT %(hospital)s, pg_temp.past_id(3, n), m, pg_temp.past_id(4, n * %(messages)s + m), 'text', 'all',
           pg_temp.past(n, %(span)s), CASE WHEN m %% 2 = 1 THEN 'visitor' ELSE 'staff' END, pg_temp.past_id(1, n), t.texts[m]
    FROM generate_series(%(first)s::bigint, %(last)s) AS n
    JOIN talks t ON t.number = n %% %(talks)s, generate_series(1, %(messages)s) AS m
    """,
    """
    INSERT INTO conversation.documents (hospital_id, conversation_id, at, grams)
    SELECT %(hospital)s, pg_temp.past_id(3, n), pg_temp.past(n, %(span)s), t.grams
    FROM generate_series(%(first)s::bigint, %(last)s) AS n JOIN talks t ON t.number = n %% %(talks)s
    """,
    """
    INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload)
    SELECT %(hospital)s, pg_temp.past_id(1, n), pg_temp.past(n, %(span)s), pg_temp.past_id(5, n * %(messages)s + m),
           'conversation.message_said', 'visitor:' || pg_temp.past_id(1, n),
           jsonb_build_object('conversation', pg_temp.past_id(3, n), 'seq', m, 'by', 'visitor', 'length', 100)
    FROM generate_series(%(first)s::bigint, %(last)s) AS n, generate_series(1, %(messages)s) AS m
    """,
)


def load(url: str, hospital: int, staff: Sequence[UUID], first: int, last: int, span: int) -> None:
    """Store past conversations number `first` to `last` of `span`, each with visitor, pages, messages, facts, search words.

    As if a running system had come here: the tail has read it all, statistics are fresh, nothing waits for vacuum.
    """
    texts = sentences(seed=7, count=TALKS * MESSAGES)
    texts[0] += RARE
    talks = [(k, texts[k * MESSAGES : (k + 1) * MESSAGES]) for k in range(TALKS)]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off")
        until = owner.execute("SELECT now()").fetchone()
        assert until
        owner.execute(
            "SELECT kit.make_facts_partition((now() - n * interval '1 month')::date) FROM generate_series(0, %s) n",
            (MONTHS,),
        )
        # Constants of these helpers cannot be parameters of CREATE FUNCTION.
        owner.execute(_PREPARE % {"until": f"'{until[0].isoformat()}'"})  # pyright: ignore[reportArgumentType]
        owner.execute("CREATE TEMP TABLE talks (number int PRIMARY KEY, texts text[], grams text[])")
        with owner.cursor() as cursor:
            rows = [(number, said, sorted(grams(" ".join(said)))) for number, said in talks]
            cursor.executemany("INSERT INTO talks VALUES (%s, %s, %s)", rows)
        owner.execute("DROP INDEX conversation.documents_grams")
        params = {
            "hospital": hospital,
            "first": first,
            "last": last,
            "span": span,
            "views": VIEWS,
            "messages": MESSAGES,
            "talks": TALKS,
            "staff": list(staff),
        }
        for statement in _LOAD:
            owner.execute(statement, params)
        owner.execute("CREATE INDEX documents_grams ON conversation.documents USING gin (grams)")
        _digested(owner)
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT")


def _digested(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Readers of the log stand at its end."""
    owner.execute(
        """
        UPDATE kit.cursors SET epoch = f.epoch, xid = f.xid, fact_id = f.id
        FROM (SELECT epoch, xid, id FROM kit.facts ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1) f
        """
    )
