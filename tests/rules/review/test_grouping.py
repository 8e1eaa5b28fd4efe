"""No small group is shown, nor one that could be reckoned from the others."""

from __future__ import annotations

from itertools import product

from handrail.rules.review.grouping import shown


def test_a_small_group_takes_the_next_smallest_with_it() -> None:
    assert shown({"roof": 20, "oil": 9, "tree": 3}, 8) == {"roof"}, "all less roof less oil would be the three of tree"


def test_small_groups_that_hide_each_other_cost_no_big_one() -> None:
    assert shown({"roof": 20, "oil": 9, "tree": 4, "clean": 4}, 8) == {"roof", "oil"}


def test_too_small_a_whole_shows_nothing_and_large_ones_all() -> None:
    assert shown({"roof": 5, "oil": 2}, 8) == frozenset()
    assert shown({}, 8) == frozenset()
    assert shown({"roof": 8, "oil": 8}, 8) == {"roof", "oil"}


def test_whatever_the_sizes_the_hidden_ones_are_none_or_enough() -> None:
    for sizes in product(range(7), repeat=4):
        groups = {str(place): size for place, size in enumerate(sizes)}
        seen = shown(groups, 4)
        hidden = sum(size for name, size in groups.items() if name not in seen)
        assert all(groups[name] >= 4 for name in seen)
        assert hidden == 0 or hidden >= 4 or not seen
