"""Which sums over groups of firms may be shown, so that no small group can be read, nor reckoned from the others."""

from __future__ import annotations

from collections.abc import Mapping


def shown(groups: Mapping[str, int], fewest: int) -> frozenset[str]:
    """The groups whose figures may be shown, from how many firms each holds; they are parts of one whole that is shown too.

    A group below `fewest` is hidden. While the hidden ones together are still so few, they could be read as the whole less
    all that is shown, so the next smallest goes with them. The whole itself is shown only where it holds enough; else nothing.
    """
    if sum(groups.values()) < fewest:
        return frozenset()
    by_size = sorted(groups, key=lambda name: (groups[name], name))
    hidden = {name for name in by_size if groups[name] < fewest}
    for name in by_size:
        if not hidden or sum(groups[one] for one in hidden) >= fewest:
            break
        hidden.add(name)
    return frozenset(groups) - hidden
