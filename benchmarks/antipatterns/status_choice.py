"""Counts parcels by what the customer should be told about them."""


def status(number):
    return ("created", "packed", "sorted", "in-transit", "at-depot", "out", "delivered", "returned", "lost")[number % 9]


def message(state):
    if state == "delivered":
        return "arrived"
    elif state == "returned" or state == "lost":
        return "problem"
    elif state == "in-transit" or state == "at-depot" or state == "sorted":
        return "on its way"
    elif state == "out":
        return "today"
    elif state == "created":
        return "announced"
    elif state == "packed":
        return "packed"
    return "unknown"


def is_open(state):
    return state in ["created", "packed", "sorted", "in-transit", "at-depot", "out"]


def summary(states):
    counts = {}
    for state in states:
        told = message(state)
        counts[told] = counts.get(told, 0) + 1
    return counts, sum(1 for state in states if is_open(state))


def main():
    print(summary([status(index * 31) for index in range(1_800_000)]))


if __name__ == "__main__":
    main()
