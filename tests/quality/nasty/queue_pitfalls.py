"""Queues that are sliced, compared, handed out, walked while they grow, or empty when something is taken."""


def walk_and_grow(start):
    queue = [start]
    seen = []
    for place in queue:
        seen.append(place)
        if place < 4:
            queue.append(place + 1)
            queue.insert(0, place)
            if len(queue) > 12:
                queue.pop(0)
    return seen


def empty_pop(items):
    queue = []
    queue.extend(items)
    out = []
    while True:
        try:
            out.append(queue.pop(0))
        except IndexError as error:
            return out, str(error)


def empty_end(items):
    queue = list(items)
    out = []
    while len(out) < 5:
        try:
            out.append(queue.pop(0))
            out.append(queue[-1])
            out.append(queue[0])
        except IndexError as error:
            out.append(str(error))
    return out


def middle(items):
    queue = list(items)
    out = []
    while len(queue) > 1:
        out.append(queue.pop(0))
        out.append(queue[len(queue) // 2])
    return out


def sliced(items):
    queue = list(items)
    out = []
    while queue:
        queue.pop(0)
        out.append(queue[:2])
    return out


def returned(items):
    queue = list(items)
    while len(queue) > 2:
        queue.pop(0)
    return queue


def kept(items, holder):
    queue = list(items)
    holder.append(queue)
    while queue:
        queue.pop(0)
        holder.append(len(holder[0]))
    return [type(entry).__name__ for entry in holder]


def compared(items):
    queue = list(items)
    out = []
    while queue:
        out.append(queue == [3])
        queue.pop(0)
    return out


def printed(items):
    queue = list(items)
    out = []
    while queue:
        out.append(f"{queue} {queue!r:>5} " + str(queue))
        queue.pop(0)
    return out


def added(items):
    queue = list(items)
    out = []
    while queue:
        first = queue.pop(0)
        out.append(queue + [first])
    return out


def multiplied(items):
    queue = list(items)
    queue *= 2
    while len(queue) > 3:
        queue.pop(0)
    return sum(queue)


def sorted_in_place(items):
    queue = list(items)
    out = []
    while queue:
        queue.sort()
        out.append(queue.pop(0))
    return out


def odd_pops(items, place):
    queue = list(items)
    out = []
    while queue:
        out.append(queue.pop(place))
    return out


def pop_false(items):
    queue = list(items)
    out = []
    while queue:
        out.append(queue.pop(False))
        queue.insert(False, 1)
        queue.pop(-0)
    return out


def while_iterating(items):
    queue = list(items)
    out = []
    for item in queue:
        out.append(item)
        if item % 2:
            queue.pop(0)
    return out


def backwards(items):
    result = []
    for item in items:
        result.insert(0, item)
        if item == 3:
            return result
    try:
        return result
    finally:
        result.insert(0, "end")


def backwards_looking(items):
    result = []
    for item in items:
        if item in result or (result and result[0] == item - 1):
            result.insert(0, item * 10)
        else:
            result.insert(0, item)
    return result


def backwards_raising(items):
    result = []
    for item in items:
        result.insert(0, 6 // item)
    return result


def backwards_yielding(items):
    result = []
    for item in items:
        result.insert(0, item)
        yield result


def concurrent_truth(items):
    queue = list(items)
    count = 0
    while queue and count < 5:
        head = queue.pop(0)
        count += 1
        if head:
            queue.append(head - 1)
    return count, not queue, bool(queue)


def equal_members(items):
    queue = list(items)
    out = []
    while queue:
        item = queue.pop(0)
        out.append(item in queue)
    return out


def failing_extend(items):
    queue = []
    try:
        while True:
            queue.extend(items)
            queue.pop(0)
            if len(queue) > 9:
                break
    except Exception as error:
        return type(error).__name__, str(error), len(queue)
    return len(queue)


def self_extending(items):
    queue = list(items)
    total = 0
    while queue and total < 20:
        total += queue.pop(0)
        queue.extend(queue)
        if len(queue) > 50:
            queue.clear()
    return total


PROBES = [
    "walk_and_grow(0)",
    "walk_and_grow(4)",
    "empty_pop([1, 2])",
    "empty_pop([])",
    "empty_end([1, 2])",
    "empty_end([])",
    "middle(range(6))",
    "sliced([1, 2, 3])",
    "returned([1, 2, 3])",
    "kept([1, 2], [])",
    "compared([1, 3])",
    "printed([1, 3])",
    "added([1, 3])",
    "multiplied([1, 3])",
    "sorted_in_place([3, 1, 2])",
    "odd_pops([3, 1, 2], 0)",
    "odd_pops([3, 1, 2], -1)",
    "odd_pops([3, 1, 2], 1)",
    "while_iterating([1, 2, 3, 4])",
    "backwards([1, 2])",
    "backwards([1, 3, 2])",
    "backwards_looking([1, 2, 2, 1])",
    "backwards_raising([1, 0])",
    "[list(x) for x in backwards_yielding([1, 2])]",
    "list(backwards_yielding([1, 2]))",
    "concurrent_truth([2, 0])",
    "equal_members([1, True, 1.0, 2])",
    "equal_members([float('nan')] * 2)",
    "failing_extend([1, 2, 3])",
    "failing_extend(5)",
    "self_extending([1, 2])",
]
