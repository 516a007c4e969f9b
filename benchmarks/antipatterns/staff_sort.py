"""Lists of staff in several orders, for the different offices that ask for them."""

from dataclasses import dataclass


@dataclass
class Person:
    name: str
    office: str
    started: int


def people(size):
    return [Person(f"name-{index * 7919 % size}", f"office-{index % 40}", 1990 + index * 31 % 34) for index in range(size)]


def by_name(staff):
    return sorted(staff, key=lambda person: person.name)


def by_office(staff):
    return sorted(staff, key=lambda person: (person.office, person.started))


def newest(rows):
    rows = list(rows)
    rows.sort(key=lambda row: row[2], reverse=True)
    return rows


def main():
    staff = people(140_000)
    rows = [(person.name, person.office, person.started) for person in staff]
    print(by_name(staff)[7], by_office(staff)[7], newest(rows)[7], by_name(staff)[-1].name, newest(rows)[-1])


if __name__ == "__main__":
    main()
