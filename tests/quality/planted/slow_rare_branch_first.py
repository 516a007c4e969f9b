"""A small stack machine whose most frequent instruction is asked for last."""


def run(program: list) -> list:
    stack: list = []
    for op, value in program:
        if op == "jump":
            stack.append(value - 1)
        elif op == "halt":
            break
        elif op == "dup":
            stack.append(stack[-1])
        elif op == "drop":
            stack.pop()
        elif op == "swap":
            stack[-1], stack[-2] = stack[-2], stack[-1]
        elif op == "negate":
            stack[-1] = -stack[-1]
        elif op in ("multiply", "times"):
            stack.append(stack.pop() * stack.pop())
        elif op == "push":
            stack.append(value)
        else:
            raise ValueError(f"what is {op!r}?")
    return stack


def workload() -> int:
    program = [("push", n) for n in range(300)] + [("negate", 0), ("dup", 0)]
    return sum(len(run(program)) for _ in range(60))


ROUNDS = 8
PROBES = [
    "run([('push', 2), ('dup', 0), ('times', 0), ('negate', 0), ('push', 1), ('swap', 0), ('drop', 0)])",
    "run([('what', 1)])",
    "run([(b'push', 1)])",
    "run([('push', 1), ('halt', 0), ('what', 0)])",
    "run([(type('Op', (), {'__eq__': lambda self, other: print(other) or other == 'drop'})(), 1)])",
    "run([])",
]
