"""Stock of several warehouses together."""


def merged(warehouses: list[dict[str, int]]) -> dict[str, int]:
    stock: dict[str, int] = {}
    for entries in warehouses:
        for number in entries:
            if number in stock.keys():
                stock[number] += entries[number]
            else:
                stock[number] = entries[number]
    return stock


def workload() -> int:
    warehouses = [{f"n{i}": i * k % 17 for i in range(1500)} for k in range(20)]
    return sum(len(merged(warehouses)) for _ in range(20))


PROBES = ["merged([{'a': 1}, {'a': 2, 'b': 0}])", "merged([])", "merged([{'a': 1}, {'a': 'x'}])", "merged([3])"]
