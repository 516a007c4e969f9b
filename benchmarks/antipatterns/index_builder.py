"""Lookup tables over a product list: by number, by name, and what is in stock."""


def products(size):
    return [{"number": index, "name": f"product {index}", "stock": index * 37 % 11} for index in range(size)]


def by_number(items):
    index = {}
    for item in items:
        index[item["number"]] = item["name"]
    return index


def in_stock(items):
    names = {}
    for item in items:
        if item["stock"] > 0:
            names[item["name"]] = item["stock"]
    return names


def main():
    items = products(60_000)
    total = 0
    for _ in range(45):
        total += len(by_number(items)) + sum(in_stock(items).values())
    print(total)


if __name__ == "__main__":
    main()
