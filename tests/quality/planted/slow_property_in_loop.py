"""Adds up what two properties and a short method of many objects say."""


class Parcel:
    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._height = height

    @property
    def area(self) -> int:
        return self._width * self._height

    @property
    def edge(self) -> int:
        return self._width + self._height

    def wider(self, limit: int) -> bool:
        return self._width > limit


class Crate(Parcel):
    """Another class with the same properties."""


def freight(parcels: list[Parcel], limit: int) -> int:
    total = 0
    for parcel in parcels:
        total += parcel.area + parcel.edge
        if parcel.wider(limit):
            total += parcel.area
    return total


def workload() -> int:
    parcels = [Parcel(i % 37, i % 11) for i in range(2500)]
    return sum(freight(parcels, k % 30) for k in range(200))


PROBES = [
    "freight([Parcel(1, 2), Parcel(9, 3)], 4)",
    "freight([Crate(1, 2), Parcel(9, 3)], 4)",
    "freight([], 1)",
    "freight([Parcel('a', 2)], 1)",
    "freight([Parcel(1, 2), None], 1)",
    "freight([Parcel(0.5, -0.0)], 0)",
]
