"""Compares fingerprints of pictures by the number of bits in which they differ."""


def fingerprints(size):
    return [(index * 0x9E3779B97F4A7C15) % 2**64 for index in range(1, size)]


def difference(left, right):
    return bin(left ^ right).count("1")


def alike(marks, limit):
    pairs = []
    for i in range(len(marks)):
        for j in range(i + 1, len(marks)):
            if difference(marks[i], marks[j]) <= limit:
                pairs.append((i, j))
    return pairs


def main():
    pairs = alike(fingerprints(1400), 20)
    print(len(pairs), pairs[:3])


if __name__ == "__main__":
    main()
