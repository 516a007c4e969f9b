"""Bookings of rooms that are double."""


class Booking:
    def __init__(self, number: int, room: str, start: int, end: int) -> None:
        self.number = number
        self.room = room
        self.start = start
        self.end = end


def double(bookings: list[Booking]) -> list[int]:
    found = []
    for booking in bookings:
        for other in bookings:
            if other is booking:
                continue
            if other.start < booking.end and booking.start < other.end and other.room == booking.room:
                found.append(booking.number)
                break
    return found


def made(size: int, step: int) -> list[Booking]:
    rows = ((number, number * step % (size * 20)) for number in range(size))
    return [Booking(number, f"r{number % 3}", start, start + 4 + number % 9) for number, start in rows]


def workload() -> int:
    return sum(sum(double(made(500, step))) for step in range(7001, 7025, 2))


PROBES = [
    "double(made(30, 7))",
    "double([])",
    "double([*made(5, 3), Booking(9, 'r0', 1.5, float('nan'))])",
    "double([*made(5, 3), Booking(9, 'r0', '1', '2')])",
    "double([None])",
    "double([None, None])",
]
