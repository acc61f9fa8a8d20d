"""Who is chosen, as a pure function: first come first served, least loaded, known faces first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bedside.conversation.routing import Candidate, choose

HEART, TEETH, PRICES = UUID(int=100), UUID(int=200), UUID(int=300)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def consultant(
    number: int,
    load: int = 0,
    capacity: int = 3,
    departments: tuple[UUID, ...] = (),
    minutes: int = 0,
    skills: tuple[UUID, ...] = (),
) -> Candidate:
    return Candidate(
        staff=UUID(int=number), departments=frozenset(departments), skills=frozenset(skills),
        languages=frozenset({"zh"}), load=load, capacity=capacity, last_assigned_at=NOON - timedelta(minutes=minutes),
    )  # fmt: skip


def chosen(
    *candidates: Candidate,
    department: UUID | None = None,
    skill: UUID | None = None,
    preferred: UUID | None = None,
    widened: bool = False,
) -> int:
    found = choose(candidates, department=department, skill=skill, lang="zh", preferred=preferred, widened=widened)
    return found.int if found else 0


def test_the_smallest_share_of_capacity_goes_first() -> None:
    assert chosen(consultant(1, load=2, capacity=8), consultant(2, load=1, capacity=2)) == 1


def test_among_equals_who_waited_longest() -> None:
    assert chosen(consultant(1, minutes=5), consultant(2, minutes=50)) == 2


def test_the_consultant_of_last_time_goes_first_unless_full() -> None:
    assert chosen(consultant(1), consultant(2, load=2), preferred=UUID(int=2)) == 2
    assert chosen(consultant(1), consultant(2, load=3), preferred=UUID(int=2)) == 1


def test_a_department_is_kept_until_the_wait_overflows() -> None:
    heart = consultant(1, departments=(HEART,))
    assert chosen(heart, department=TEETH) == 0
    assert chosen(heart, department=TEETH, widened=True) == 1


def test_who_serves_the_department_is_preferred_also_when_widened() -> None:
    assert chosen(consultant(1, departments=(HEART,)), consultant(2, load=2), department=TEETH, widened=True) == 2


def test_a_skill_binds_like_a_department_until_the_wait_overflows_and_ranks_after_it() -> None:
    knows, other = consultant(1, load=2, skills=(PRICES,)), consultant(2)
    assert chosen(knows, other, skill=PRICES) == 1
    assert chosen(other, skill=PRICES) == 0
    assert chosen(other, skill=PRICES, preferred=UUID(int=2)) == 0
    assert chosen(other, skill=PRICES, widened=True) == 2
    assert chosen(knows, other, skill=PRICES, widened=True) == 1
    heart = consultant(3, departments=(HEART,), skills=(PRICES,))
    assert chosen(heart, other, department=TEETH, skill=PRICES, widened=True) == 2


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), max_size=8), st.booleans())
def test_nobody_is_given_more_than_they_can_hold(people: list[tuple[int, int]], widened: bool) -> None:
    candidates = [consultant(n, load=load, capacity=capacity) for n, (load, capacity) in enumerate(people, 1)]
    found = chosen(*candidates, widened=widened)
    if found:
        assert candidates[found - 1].load < candidates[found - 1].capacity
    else:
        assert all(c.load >= c.capacity for c in candidates)
