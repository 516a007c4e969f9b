"""Groups the words of a puzzle list that are made of the same letters."""


def words(size):
    letters = "aeinrst"
    result = []
    for index in range(size):
        picked = [letters[(index // 7**place) % 7] for place in range(5)]
        result.append("".join(picked))
    return result


def is_anagram(left, right):
    return sorted(left) == sorted(right)


def grouped(items):
    groups = []
    for item in items:
        for group in groups:
            if is_anagram(group[0], item):
                group.append(item)
                break
        else:
            groups.append([item])
    return groups


def main():
    groups = grouped(words(4500))
    groups.sort(key=lambda group: (-len(group), group[0]))
    print(len(groups), groups[0][:4], [len(group) for group in groups[:10]])


if __name__ == "__main__":
    main()
