"""Visits by page and by day, from the records of a web server."""


def records(size):
    return [(f"/page/{index * 31 % 700}", index * 7 % 30, index % 4) for index in range(size)]


def by_page(visits):
    counts = {}
    for page, _, _ in visits:
        if page in counts:
            counts[page] += 1
        else:
            counts[page] = 1
    return counts


def by_day(visits):
    days = {}
    for page, day, _ in visits:
        if day not in days:
            days[day] = []
        days[day].append(page)
    return {day: len(set(pages)) for day, pages in days.items()}


def main():
    visits = records(700_000)
    counts = by_page(visits)
    print(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:4], sorted(by_day(visits).items())[:4])


if __name__ == "__main__":
    main()
