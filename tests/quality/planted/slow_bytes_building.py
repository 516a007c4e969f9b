"""A message put together from its frames, each with its length in front."""


def packed(frames: list[bytes]) -> bytes:
    message = b""
    for frame in frames:
        message += len(frame).to_bytes(2, "big") + frame
    return message


def workload() -> int:
    return sum(len(packed([bytes([i % 251]) * (20 + i % 7) for i in range(4000)])) for _ in range(4))


PROBES = [
    "packed([b'a', b'', b'bc'])",
    "packed([])",
    "packed([b'a', 'b'])",
    "packed([b'a', bytearray(b'b')])",
    "packed([b'x' * 70000])",
]
