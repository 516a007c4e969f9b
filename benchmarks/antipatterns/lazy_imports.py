"""Checksums of small messages; the codecs are imported where they are needed to keep the start short."""


def checksum(message):
    import zlib

    return zlib.crc32(message.encode("ascii"))


def label(number):
    import string
    from math import floor, log2

    letters = string.ascii_uppercase
    return letters[floor(log2(number + 1)) % 26]


def process(size):
    total = 0
    text = []
    for number in range(size):
        total ^= checksum(f"message {number}")
        text.append(label(number))
    return total, text


def main():
    total, text = process(270_000)
    print(total, "".join(text[-5:]), len(set(text)))


if __name__ == "__main__":
    main()
