"""For every trap the rewrite that suggests itself, as (old text, new text): each one changes some probe.

This file proves that the probes are sharp. It is not copied into the projects that are evolved.
"""

OBVIOUS = {
    "trap_open_ends": ("other_start <= end and start <= other_end", "other_start < end and start < other_end"),
    "trap_list_grows": (
        "    result = []\n",
        "    result = []\n    seen = set(known)\n",
        "not in known",
        "not in seen",
    ),
    "trap_list_rebound": ("    banned = early\n", "    banned = set(early)\n", "banned = late", "pass"),
    "trap_unhashable": ("not in archive]", "not in frozenset(archive)]"),
    "trap_equality": ("not in payments:", "not in set(payments):"),
    "trap_container_subclass": ("not in guests]", "not in set(guests)]"),
    "trap_text_membership": ("word in text]", "word in set(text)]"),
    "trap_nan": (
        "    for value in values:\n        if value >= best:\n            best = value\n    return best",
        "    return max(values)",
    ),
    "trap_larger_of_equals": ("max(result, value)", "result if result > value else value"),
    "trap_negative_zero": (
        "    for value in values[1:]:\n        result = result + value\n    return result",
        "    return sum(values)",
    ),
    "trap_float_order": (
        "    amount = 0.0\n    for booking in bookings:\n        amount += booking\n    return amount",
        "    import math\n    return math.fsum(bookings)",
    ),
    "trap_float_association": (
        "    result = []\n",
        "    result = []\n    ab = a * b\n",
        "value * a * b",
        "value * ab",
    ),
    "trap_equal_keys": ("def label(", "import functools\n\n\n@functools.cache\ndef label("),
    "trap_shared_result": ("def factors(", "import functools\n\n\n@functools.cache\ndef factors("),
    "trap_global_rate": ("def price(", "import functools\n\n\n@functools.cache\ndef price("),
    "trap_replaced_function": ("result += weight(value)", "result += value * 2 + 1"),
    "trap_replaced_midway": (
        "    result = []\n",
        "    result = []\n    local = step\n",
        "(step(value))",
        "(local(value))",
    ),
    "trap_counting_property": (
        "    total = 0\n",
        "    total = 0\n    factor = meter.factor\n",
        "* meter.factor",
        "* factor",
    ),
    "trap_dynamic_attribute": (
        "    drawn = []\n",
        "    drawn = []\n    n = source.next\n",
        "append(source.next)",
        "append(n)",
    ),
    "trap_recursion_with_state": (
        "    visited.append(node)\n    return 1 + sum(walk(links, other, visited)",
        "    return 1 + sum(walk(links, other, visited + [node])",
    ),
    "trap_clock": ("def age(", "import functools\n\n\n@functools.cache\ndef age("),
    "trap_mutable_default": (
        "seen: list = []) -> bool:\n",
        "seen=None) -> bool:\n    seen = [] if seen is None else seen\n",
    ),
    "trap_first_order": ("    return result", "    return list(set(result))"),
    "trap_overflow": ("product = product * i", "product = (product * i + 2**63) % 2**64 - 2**63"),
    "trap_division_midway": (
        "    for i in range(len(values)):\n        values[i] = values[i] // divisors[i]",
        "    values[:] = [value // divisor for value, divisor in zip(values, divisors)]",
    ),
    "trap_index_midway": (
        "    for place in places:\n        out.append(table[place] * 2)",
        "    out.extend([table[place] * 2 for place in places])",
    ),
    "trap_empty_input": (
        "    result = []\n",
        "    result = []\n    mean = sum(parts) / len(parts)\n",
        "(sum(parts) / len(parts))",
        "mean",
    ),
    "trap_one_shot_iterator": (
        "in stream:",
        "in known:",
        "    found = []\n",
        "    found = []\n    known = set(stream)\n",
    ),
    "trap_prints": ("def solve(", "import functools\n\n\n@functools.cache\ndef solve("),
    "trap_caller_keeps_queue": (
        "    served = []\n",
        "    from collections import deque\n    served = []\n    queue = deque(queue)\n",
        "queue.pop(0)",
        "queue.popleft()",
    ),
    "trap_bounded_queue": (
        "    result = []\n    for item in items:\n        window.append(item)",
        "    result = []\n    window = deque(window)\n    for item in items:\n        window.append(item)",
    ),
    "trap_sort_stability": (", reverse=True)", ")[::-1]"),
    "trap_set_order": ("set(items)", "dict.fromkeys(items)"),
    "trap_removal_while_iterating": (
        "    for item in items:\n        if item % 2 == 0:\n            items.remove(item)\n",
        "    items[:] = [item for item in items if item % 2]\n",
    ),
    "trap_exception_message": (
        '        if key not in table:\n            raise KeyError(f"no entry for {key}, have {len(table)}")\n',
        "",
    ),
    "trap_exception_order": (
        "    result = []\n",
        "    result = []\n    prefix = label.upper()\n",
        "label.upper() +",
        "prefix +",
    ),
    "trap_aliased_arguments": (
        "    for i in range",
        "    first = values[0]\n    for i in range",
        "- values[0]\n",
        "- first\n",
    ),
    "trap_shared_rows": ("result.append(row)", "result.append(list(row))"),
    "trap_half_power": ("value**0.5", "__import__('math').sqrt(value)"),
    "trap_float_square": ("value**2", "value * value"),
    "trap_side_effects_in_condition": ("even(value) and small(value)", "small(value) and even(value)"),
    "trap_last_truthy": (
        "    found = None\n    for option in options:\n        found = found or option\n    return found",
        "    return any(options)",
    ),
    "trap_loop_variable": (
        "    for value in values:\n        squares.append(value * value)\n",
        "    squares = [value * value for value in values]\n",
    ),
    "trap_late_binding": ("        made.append(lambda: i)\n    i = -1\n", "        made.append(lambda: i)\n"),
    "trap_mixed_numbers": ("    total = 0\n", "    total = 0.0\n"),
    "trap_floor_and_truncate": ("int(value / width)", "(value // width)"),
    "trap_generator_laziness": (
        '    for record in records:\n        yield record["amount"] * 2',
        '    return iter([record["amount"] * 2 for record in records])',
    ),
    "trap_date_format": ('datetime.strptime(text, "%Y-%m-%d")', "datetime.fromisoformat(text)"),
    "trap_deepcopy_sharing": ("copy.deepcopy(state)", "[list(row) for row in state]"),
    "trap_slice_shared": ("items = items[1:]", "del items[0]"),
    "trap_watched_text": (
        "        for row in rows:\n            self.text += row.told(self)\n",
        '        self.text += "".join(row.told(self) for row in rows)\n',
    ),
    "trap_default_value_call": (
        "        if key in table:\n            result.append(table[key])\n        else:\n            result.append(fallback(key))",
        "        result.append(table.get(key, fallback(key)))",
    ),
    "trap_selection_moves_equals": ("    for i in range(len(result)):\n", "    result.sort()\n    for i in range(0):\n"),
    "trap_divisor_above_root": ("range(3, number, 2)", "range(3, int(number**0.5) + 1, 2)"),
    "trap_sum_of_fractions": ("parts[i] + parts[j] == whole", "parts[j] == whole - parts[i]"),
    "trap_running_sum_of_floats": (
        "    return [sum(values[i : i + width]) for i",
        "    totals = [0.0]\n    for value in values:\n        totals.append(totals[-1] + value)\n"
        "    return [totals[i + width] - totals[i] for i",
    ),
    "trap_queue_of_equals": (
        "    waiting = list(tasks)\n",
        "    import heapq\n    waiting = list(tasks)\n    heapq.heapify(waiting)\n",
        "        waiting.sort(key=lambda task: task[0])\n",
        "",
        "waiting.pop(0)",
        "heapq.heappop(waiting)",
        "waiting.append(late)",
        "heapq.heappush(waiting, late)",
    ),
    "trap_inner_data_changes": (
        "    def down(at: int)",
        "    import functools\n\n    @functools.cache\n    def down(at: int)",
    ),
    "trap_overlapping_branches": (
        "    if value is True or value is False:\n",
        "    if isinstance(value, (int, float)):\n        return \"number\"\n    if value is True or value is False:\n",
    ),
    "trap_sort_without_last": ("    return result\n", "    return sorted(result)\n"),
    "trap_counter_runs_away": ("    while at < len(queue):\n", "    for at in range(len(queue)):\n", "        at += 1\n", ""),
    "trap_overridden_step": ("total += self.step(place)", "total += place + 1"),
    "trap_watched_attribute": (
        "        for value in values:\n            for power in range(20):\n                self.total += value * power\n",
        "        total = self.total\n        for value in values:\n            for power in range(20):\n"
        "                total += value * power\n        self.total = total\n",
    ),
    "trap_tree_of_kinds": (
        "            yield from folder.names()\n",
        "            yield from Folder.names(folder)\n",
    ),
    "trap_swapped_letters": (
        "    for base in strand:\n",
        '    if type(strand) is str:\n        return strand.replace("A", "T").replace("T", "A").replace("G", "C")'
        '.replace("C", "G")\n    for base in strand:\n',
    ),
    "trap_counted_items": ("total += board[x, y]", "total += board.cells[y * board.width + x]"),
}
