"""Reads a cloud of points and thins it out on a grid."""

from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int
    z: int

    def shifted(self, dx, dy, dz):
        return Point(self.x + dx, self.y + dy, self.z + dz)

    def cell(self, size):
        return (self.x // size, self.y // size, self.z // size)


def cloud(size):
    return [Point(index * 37 % 1000, index * 41 % 1000, index * 43 % 200) for index in range(size)]


def thinned(points, size):
    cells = {}
    for point in points:
        moved = point.shifted(5, -3, 1)
        cell = moved.cell(size)
        if cell not in cells or moved.z > cells[cell].z:
            cells[cell] = moved
    return cells


def main():
    points = cloud(330_000)
    kept = thinned(points, 25)
    again = thinned(points, 60)
    print(len(kept), len(again), sum(point.z for point in kept.values()), sum(point.x for point in again.values()))


if __name__ == "__main__":
    main()
