"""Applies linear colour transforms, kept as nested lists, to blocks of measurements."""


def multiply(left, right):
    rows, inner, columns = len(left), len(right), len(right[0])
    result = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            total = 0.0
            for k in range(inner):
                total += left[i][k] * right[k][j]
            result[i][j] = total
    return result


def block(size, seed):
    return [[(row * seed + column * 7) % 11 / 4 for column in range(size)] for row in range(size)]


def main():
    current = block(48, 3)
    step = [[value / 60 for value in row] for row in block(48, 5)]
    for _ in range(60):
        current = multiply(current, step)
    print([f"{value:.9f}" for value in current[3][:4]], f"{sum(map(sum, current)):.9f}")


if __name__ == "__main__":
    main()
