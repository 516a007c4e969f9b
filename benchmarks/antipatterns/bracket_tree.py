"""Reads nested lists in brackets and walks over the tree of their numbers."""


class Tree:
    def __init__(self, value, children):
        self.value = value
        self.children = children

    def walk(self):
        yield self.value
        for child in self.children:
            yield from child.walk()

    def depth(self):
        return 1 + max((child.depth() for child in self.children), default=0)


def parse(text, position=0):
    """Tree at ``position`` and the position after it."""
    number = ""
    while position < len(text) and text[position].isdigit():
        number = number + text[position]
        position += 1
    children = []
    if position < len(text) and text[position] == "(":
        position += 1
        while text[position] != ")":
            child, position = parse(text, position)
            children.append(child)
            if text[position] == ",":
                position += 1
        position += 1
    return Tree(int(number), children), position


def nested(level):
    if level == 0:
        return "7"
    return f"{level}({nested(level - 1)},{nested(level - 1)},{level * 11})"


def main():
    tree, end = parse(nested(13))
    print(end, tree.depth(), sum(sum(tree.walk()) for _ in range(24)))


if __name__ == "__main__":
    main()
