"""Longest common subsequence with a full table."""


def common_length(a: list[int], b: list[int]) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[len(a)][len(b)]


def workload() -> int:
    a = [(i * 7) % 11 for i in range(240)]
    return sum(common_length(a[k:], a[: 240 - k]) for k in range(45))


PROBES = ["common_length([1, 2, 3], [2, 3, 4])", "common_length([], [1])", "common_length(['a'], ['a'])"]
