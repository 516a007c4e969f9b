"""Lists the bookings of a room that overlap with another booking."""


def bookings(size):
    return [(index * 7919 % (size * 20), index * 7919 % (size * 20) + 3 + index % 11, index) for index in range(size)]


def conflicting(intervals):
    """Numbers of all bookings that overlap another one, in their order."""
    found = []
    for start, end, number in intervals:
        for other_start, other_end, other in intervals:
            if other != number and start < other_end and other_start < end:
                found.append(number)
                break
    return found


def main():
    found = conflicting(bookings(6000))
    print(len(found), sum(found), found[:10])


if __name__ == "__main__":
    main()
