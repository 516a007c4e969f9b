"""A loop calls a short method of its own object, which a subclass has in another version."""


class Walker:
    def step(self, place: int) -> int:
        return place + 1

    def walk(self, places: list[int]) -> int:
        total = 0
        for place in places:
            total += self.step(place)
        return total


class Backwards(Walker):
    def step(self, place: int) -> int:
        return place - 1


def workload() -> int:
    places = list(range(3000))
    return sum((Walker() if k % 2 else Backwards()).walk(places) for k in range(300))


PROBES = ["Walker().walk([1, 2])", "Backwards().walk([1, 2])", "Walker().walk([])", "Backwards().walk(['a'])"]
