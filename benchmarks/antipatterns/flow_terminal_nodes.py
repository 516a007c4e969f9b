"""Finds where the pipelines of a visual editor end: the node that feeds no other one."""


class Node:
    def __init__(self, ident, kind):
        self.ident = ident
        self.kind = kind


class Edge:
    def __init__(self, source, target):
        self.source = source
        self.target = target


def build(size, shift):
    nodes = [Node(f"n{index}", "task" if index % 3 else "merge") for index in range(size)]
    edges = [Edge(f"n{(index + shift) % size}", f"n{(index + shift + 1) % size}") for index in range(size - 1)]
    return nodes, edges


def last_node(nodes, edges):
    """The node that no edge starts from, or None."""
    return next((node for node in nodes if all(edge.source != node.ident for edge in edges)), None)


def roots(nodes, edges):
    return [node for node in nodes if not any(edge.target == node.ident for edge in edges)]


def main():
    answers = []
    for shift in range(6):
        nodes, edges = build(2000, shift * 50)
        answers.append(last_node(nodes, edges).ident)
        answers.append([node.ident for node in roots(nodes, edges)])
    print(answers)


if __name__ == "__main__":
    main()
