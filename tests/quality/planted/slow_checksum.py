"""Works a checksum out bit by bit, which the library has in machine code."""


def checksum(data):
    crc = 0xFFFFFFFF
    for octet in data:
        crc ^= octet
        for _ in range(8):
            if crc & 1:
                crc = (crc >> 1) ^ 0xEDB88320
            else:
                crc >>= 1
    return crc ^ 0xFFFFFFFF


def workload():
    total = 0
    for size in range(40):
        total ^= checksum(bytes((size * place) % 256 for place in range(10 * size + 20)))
    return total


PROBES = [
    "checksum(b'')",
    "checksum(b'a')",
    "checksum(bytes(range(256)))",
    "checksum(bytearray(b'abc'))",
    "checksum([1, 2, 3])",
    "checksum([-1])",
    "checksum([1.5])",
    "checksum('a')",
    "checksum(None)",
]
