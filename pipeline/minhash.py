"""Finds texts that share many of their word shingles without comparing every text with every other.

Candidates share a band of their MinHash signatures over word shingles (Broder 1997, "On the
resemblance and containment of documents"; Leskovec, Rajaraman and Ullman, Mining of Massive
Datasets, section 3.4), so that the cost grows with the number of texts and not of pairs; each
pair is then compared itself. The library datasketch finds the same groups in some six times the
time (benchmarks/RESULTS.md).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

Numbers = np.ndarray[Any, Any]
AreSame = Callable[[Numbers, Numbers], Numbers]
SEED = 20_310_520
BAND_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, its bits mixed
MAX_ALL_PAIRS, WINDOW = 200, 20
PAIRS_AT_ONCE = 20_000  # more take no less time


def signature(words: Sequence[str], size: int, hashes: int) -> bytes:
    """The least hash of all shingles of `size` words, for each of the hash functions: four bytes a function."""
    shingles = {crc32(" ".join(words[i : i + size]).encode()) for i in range(max(1, len(words) - size + 1))}
    factors, terms = _functions(hashes)
    values = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))[:, None] * factors + terms
    least: Numbers = (values >> np.uint64(32)).min(axis=0)
    return bytes(least.astype("<u4"))


@lru_cache
def _functions(hashes: int) -> tuple[Numbers, Numbers]:
    """Multipliers (odd) and summands of the hash functions, always the same."""
    random = np.random.Generator(np.random.PCG64(SEED))
    numbers = random.integers(0, 2**64, size=(2, hashes), dtype=np.uint64)
    return numbers[0] | np.uint64(1), numbers[1]


def group(signatures: bytearray, hashes: int, hashes_in_band: int, same_by: Callable[[Numbers], AreSame]) -> list[int]:
    """For each text the least number in its group.

    Texts that share a band of `hashes_in_band` hashes are compared. `same_by`, given the signatures
    as rows, returns what compares them: two arrays of their numbers in, for each pair whether they
    are the same out.
    """
    rows = np.frombuffer(signatures, dtype="<u4").reshape(-1, hashes)
    are_same = same_by(rows)
    groups = np.arange(len(rows))
    for left, right in _many(_candidates(rows, hashes_in_band, groups)):
        apart = groups[left] != groups[right]
        ones, others = left[apart], right[apart]
        same = are_same(ones, others)
        _join(groups, ones[same], others[same])
    found: list[int] = groups.tolist()
    return found


def _join(groups: Numbers, left: Numbers, right: Numbers) -> None:
    """Makes one group of the two of each pair; every text bears the least number of its group."""
    while (apart := groups[left] != groups[right]).any():
        left, right = left[apart], right[apart]
        np.minimum.at(groups, np.maximum(groups[left], groups[right]), np.minimum(groups[left], groups[right]))
        while not np.array_equal(further := groups[groups], groups):
            groups[:] = further


def _many(pairs: Iterator[tuple[Numbers, Numbers]]) -> Iterator[tuple[Numbers, Numbers]]:
    """The same pairs, so many at a time that it pays to compare them together, and no more."""
    lefts: list[Numbers] = []
    rights: list[Numbers] = []
    waiting = 0
    for left, right in pairs:
        for start in range(0, len(left), PAIRS_AT_ONCE):
            lefts.append(left[start : start + PAIRS_AT_ONCE])
            rights.append(right[start : start + PAIRS_AT_ONCE])
            waiting += len(lefts[-1])
            if waiting >= PAIRS_AT_ONCE:
                yield np.concatenate(lefts), np.concatenate(rights)
                lefts, rights, waiting = [], [], 0
    if waiting:
        yield np.concatenate(lefts), np.concatenate(rights)


def _candidates(rows: Numbers, hashes_in_band: int, groups: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs of texts that agree in a band and are of two groups, many at a time.

    Where all pairs of a band are given, each comes once.
    """
    bands = _bands(rows, hashes_in_band)
    is_paired = np.zeros(bands.shape, dtype=bool)  # with all others that have its value of the band
    for band in range(bands.shape[1] if len(rows) > 1 else 0):
        order = np.argsort(bands[:, band], kind="stable")
        starts, sizes = _runs(bands[order, band])
        is_large = sizes > MAX_ALL_PAIRS
        small = order[np.repeat(~is_large, sizes)]
        is_paired[small, band] = True
        for left, right in _many(_apart(_equal_pairs(small, bands[small, band]), groups)):
            fresh = ~((bands[left, :band] == bands[right, :band]) & is_paired[left, :band]).any(axis=1)
            yield left[fresh], right[fresh]
        runs = (order[start : start + size] for start, size in zip(starts[is_large], sizes[is_large], strict=True))
        for left, right in _many(_apart(_near_pairs(runs, rows), groups)):
            fresh = ~(bands[left, :band] == bands[right, :band]).any(axis=1)
            yield left[fresh], right[fresh]


def _apart(pairs: Iterator[tuple[Numbers, Numbers]], groups: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """The pairs that are of two groups."""
    for left, right in pairs:
        apart = groups[left] != groups[right]
        yield left[apart], right[apart]


def _bands(rows: Numbers, hashes_in_band: int) -> Numbers:
    """One number for each band of each text; those of different bands are different but for rare chances."""
    count = rows.shape[1] // hashes_in_band
    parts = rows[:, : count * hashes_in_band].reshape(len(rows), count, hashes_in_band).astype(np.uint64)
    bands = parts[:, :, 0]
    for part in range(1, hashes_in_band):
        bands = bands * BAND_FACTOR + parts[:, :, part]
    return bands


def _runs(values: Numbers) -> tuple[Numbers, Numbers]:
    """Where each run of equal values starts, and how long it is."""
    starts = np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))
    return starts, np.diff(starts, append=len(values))


def _equal_pairs(numbers: Numbers, values: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """All pairs of numbers with equal values; equal values stand together."""
    places = np.arange(len(values))
    for step in range(1, MAX_ALL_PAIRS):
        places = places[: np.searchsorted(places, len(values) - step)]
        places = places[values[places] == values[places + step]]
        if not len(places):
            return
        yield numbers[places], numbers[places + step]


def _near_pairs(runs: Iterator[Numbers], rows: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs of texts next to one another by signature, where there are too many to compare all."""
    for run in runs:
        near = np.array(sorted(run.tolist(), key=lambda number: rows[number].tobytes()))
        for step in range(1, WINDOW + 1):
            yield near[:-step], near[step:]
