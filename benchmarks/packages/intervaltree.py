"""Bookings of many rooms: who overlaps, what is free, merged and split times."""

from intervaltree import Interval, IntervalTree


def bookings(seed, size):
    return [
        Interval(
            index * 7919 * seed % (size * 9), index * 7919 * seed % (size * 9) + 1 + index % 23, index % 50
        )
        for index in range(size)
    ]


def main():
    told = []
    for seed in (1, 3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41):
        tree = IntervalTree(bookings(seed, 1500))
        hits = sum(len(tree[point]) for point in range(0, 13_000, 5))
        overlaps = sum(len(tree.overlap(start, start + 40)) for start in range(0, 13_000, 40))
        merged = tree.copy()
        merged.merge_overlaps(data_reducer=lambda left, right: left + right, data_initializer=0)
        cut = tree.copy()
        cut.chop(2000, 2600)
        for interval in sorted(cut)[:150]:
            cut.remove(interval)
        told.append((len(tree), hits, overlaps, len(merged), sum(each.data for each in merged), len(cut)))
    print(told)


if __name__ == "__main__":
    main()
