"""Gives every guest the seat that was asked for while it is free, and else the first free one."""


class Hall:
    def __init__(self, seats):
        self.free = list(range(seats))
        self.taken = {}

    def allocate(self, guest, wish):
        if wish in self.free:
            self.free.remove(wish)
            self.taken[guest] = wish
        elif self.free:
            seat = self.free[0]
            self.free.remove(seat)
            self.taken[guest] = seat
        else:
            self.taken[guest] = None
        return self.taken[guest]


def main():
    hall = Hall(9000)
    given = [hall.allocate(f"guest-{index}", index * 7919 % 12_000) for index in range(9000)]
    print(sum(seat for seat in given if seat is not None), len(hall.free), given[:8])


if __name__ == "__main__":
    main()
