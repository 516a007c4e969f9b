"""Tables whose rows look as if they stayed the same while a loop runs over their cells."""


class Row(list):
    """Replaces the row below itself when it is read."""

    table = None

    def __getitem__(self, place):
        if Row.table is not None:
            Row.table[1] = [0, 0, 0]
        return list.__getitem__(self, place)


class Table(dict):
    def __missing__(self, key):
        self[key] = [len(self)] * 3
        return self[key]


def summed(table, i, n):
    total = 0
    for j in range(n):
        total += table[i][j]
    return total


def shifted(table, i, n):
    for j in range(n):
        table[i][j] = table[i - 1][j]
    return table


def copied(table, i, out, n):
    for j in range(n):
        out[j] = table[i][j]
    return out


def grown(table, i, start, n):
    for j in range(n):
        start += table[i][j]
    return start


def skipped(table, i, n):
    found = []
    for j in range(n):
        if j > 5:
            found.append(table[i][j])
    return found


def own_rows():
    table = [[1, 2, 3], [4, 5, 6]]
    table.append(table)
    return [len(row) for row in shifted(table, 2, 2)]


def written_over(i):
    table = [[1, 2], [3, 4], [5, 6]]
    try:
        return copied(table, i, table, 2)
    except TypeError as error:
        return str(error), table


def grown_list():
    table = [[[1], [2]], [[3], [4]]]
    return grown(table, 0, table[0], 2), table


PROBES = [
    "summed([[1, 2, 3], [4, 5, 6]], 1, 3)",
    "summed([[1, 2, 3], [4, 5, 6]], -1, 3)",
    "summed([[1, 2, 3], [4, 5, 6]], 2, 3)",
    "summed([[1, 2, 3], [4, 5, 6]], 2, 0)",
    "summed(Table(), 4, 2)",
    "summed([Row([1, 2, 3]), 'abc'], 0, 3)",
    "summed([[1, 2], None], True, 0)",
    "skipped([[1]], 7, 3)",
    "skipped([list(range(9))], 0, 8)",
    "shifted([[1, 2], [3, 4]], 1, 2)",
    "shifted([[1, 2], (3, 4)], 1, 2)",
    "shifted(Table(), 1, 2)",
    "own_rows()",
    "written_over(0)",
    "written_over(1)",
    "grown_list()",
    "copied([[1, 2]], 0, {}, 2)",
    "copied([[1, 2]], 0, bytearray(2), 2)",
]
