"""Ways down a staircase; a step breaks between the two questions."""


def ways(steps: list[int], broken: int) -> tuple[int, int]:
    def down(at: int) -> int:
        if at >= len(steps):
            return 1
        if not steps[at]:
            return 0
        return down(at + 1) + down(at + 2)

    before = down(0)
    steps[broken] = 0
    return before, down(0)


def workload() -> int:
    return sum(sum(ways([1] * 14, k % 14)) for k in range(60))


PROBES = ["ways([1, 1, 1, 1], 2)", "ways([1], 0)", "ways([], 0)", "ways([1, 0, 1], 2)"]
