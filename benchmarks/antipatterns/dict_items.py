"""Merges stock lists of warehouses and checks them for impossible entries."""


def stock(warehouse, size):
    return {f"sku-{index}": (index * 37 + warehouse) % 50 for index in range(size)}


def merged(lists):
    result = {}
    for entries in lists:
        for sku in entries.keys():
            if sku in result.keys():
                result[sku] = result[sku] + entries[sku]
            else:
                result[sku] = entries[sku]
    return result


def impossible(entries):
    return sum(1 for _, count in entries.items() if count < 0)


def longest_name(entries):
    longest = ""
    for sku, _ in entries.items():
        if len(sku) > len(longest):
            longest = sku
    return longest


def main():
    lists = [stock(warehouse, 20_000) for warehouse in range(60)]
    result = merged(lists)
    print(len(result), sum(result.values()), impossible(result), longest_name(result))


if __name__ == "__main__":
    main()
