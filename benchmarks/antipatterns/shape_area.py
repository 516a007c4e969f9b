"""Bill of materials for sheets of metal: areas of parts of many kinds."""


class Rectangle:
    def __init__(self, width, height):
        self.width, self.height = width, height


class Square:
    def __init__(self, side):
        self.side = side


class Triangle:
    def __init__(self, base, height):
        self.base, self.height = base, height


class Ring:
    def __init__(self, outer, inner):
        self.outer, self.inner = outer, inner


def area(part):
    """Square millimetres of a part; texts are areas that were typed in."""
    if isinstance(part, str):
        return float(part)
    elif isinstance(part, (list, tuple)):
        return sum(area(inner) for inner in part)
    elif isinstance(part, Square):
        return part.side * part.side
    elif isinstance(part, Triangle):
        return part.base * part.height / 2
    elif isinstance(part, Ring):
        return 3 * (part.outer * part.outer - part.inner * part.inner)
    elif isinstance(part, Rectangle):
        return part.width * part.height
    raise TypeError(f"no part: {part!r}")


def main():
    parts = []
    for index in range(30_000):
        parts.append(Rectangle(index % 17, index % 5))
        if index % 10 == 0:
            parts += [Square(index % 7), Triangle(3, index % 4), Ring(9, index % 8), "12.5", (Square(2), Square(3))]
    print(sum(sum(area(part) for part in parts) for _ in range(24)))


if __name__ == "__main__":
    main()
