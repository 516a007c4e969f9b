"""Every order gets a deep copy of a template of plain data."""

import copy

TEMPLATE = {"state": "new", "lines": [{"item": "pen", "count": 2}, {"item": "ink", "count": 1}], "notes": []}


def order(template: dict, number: int) -> dict:
    made = copy.deepcopy(template)
    made["number"] = number
    made["lines"][0]["count"] += number
    return made


def orders(template: dict, count: int) -> list[dict]:
    return [order(template, number) for number in range(count)]


def workload() -> int:
    return sum(len(orders(TEMPLATE, 40)) for _ in range(30))


ROUNDS = 10
PROBES = [
    "orders(TEMPLATE, 2), TEMPLATE",
    "(lambda line: (lambda made: (made, made['lines'][0] is made['lines'][1], made['lines'][0] is line))"
    "(order({'lines': [line, line]}, 3)))({'count': 1})",
    "(lambda loop: (loop.update(me=loop, lines=[{'count': 1}]), (lambda made: made['me'] is made)(order(loop, 3))))({})",
    "order({'lines': [{'count': 1}], 'own': {1, 2}}, 3)",
    "order({'lines': [type('Line', (dict,), {'__deepcopy__': lambda self, memo: print('copied') or self})(count=1)]}, 3)",
    "order({'lines': ({'count': 1.5}, 2), ('a', 1): b''}, 3)",
    "order({}, 3)",
    "order([1], 3)",
]
