"""Smooths readings and keeps a history that nobody reads."""


def smooth(readings: list[float], share: float) -> float:
    level = 0.0
    history = []
    steps = 0
    previous = None
    for reading in readings:
        level = level + share * (reading - level)
        history.append((steps, share))
        steps += 1
        previous = steps
    return level


def workload() -> float:
    readings = [float((i * 37) % 101) for i in range(3000)]
    return sum(smooth(readings, 0.01 * (k % 50)) for k in range(250))


PROBES = ["smooth([1.0, 2.0], 0.5)", "smooth([], 1)", "smooth([1, 'a'], 1)", "smooth([1j], 0.5)", "smooth(None, 1)"]
