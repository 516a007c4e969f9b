"""Every order gets a whole copy of the settings, changed in one place."""

import copy


class Shop:
    def __init__(self, settings: dict) -> None:
        self.settings = settings

    def orders(self, names: list[str]) -> list[dict]:
        made = []
        for number, name in enumerate(names):
            order = copy.deepcopy(self.settings)
            order["customer"]["name"] = name
            order["lines"][0]["count"] += number
            made.append(order)
        return made


SETTINGS = {
    "customer": {"name": "", "address": {"street": "Mill Lane", "number": 3, "place": ("Ely", "CB7")}},
    "lines": [{"item": f"item {i}", "count": i, "price": i * 0.25, "tags": ["new", "sale"]} for i in range(12)],
    "limits": [10, 20, 30, 40, 50],
}


def workload() -> int:
    made = Shop(SETTINGS).orders([f"customer {i}" for i in range(1500)])
    return sum(order["lines"][0]["count"] for order in made)


PROBES = [
    "Shop(SETTINGS).orders(['a', 'b'])",
    "(Shop(SETTINGS).orders(['a']), SETTINGS)[1]",
    "Shop({'customer': {}, 'lines': [{'count': 1}], 'odd': {1, 2}}).orders(['a'])",
    "Shop({'customer': {}, 'lines': []}).orders(['a'])",
    "(lambda line: Shop({'customer': {}, 'lines': [line, line]}).orders(['a', 'b']))({'count': 1})",
    "(lambda o: o['lines'][0] is not SETTINGS['lines'][0])(Shop(SETTINGS).orders(['a'])[0])",
]
