"""A search tree whose items are handed up through one generator for each level."""


class Node:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

    def add(self, key):
        node = self
        while True:
            if key < node.key:
                if node.left is None:
                    node.left = Node(key)
                    return
                node = node.left
            else:
                if node.right is None:
                    node.right = Node(key)
                    return
                node = node.right

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.key
        if self.right is not None:
            yield from self.right


def tree_of(keys):
    root = Node(keys[0])
    for key in keys[1:]:
        root.add(key)
    return root


def total(root: Node) -> int:
    result = 0
    for key in root:
        result = result * 31 + key & 0xFFFFFF
    return result


def in_order(keys):
    return list(tree_of(keys))


def workload() -> int:
    keys = [i * 7919 % 4001 for i in range(4000)]
    root = tree_of(keys)
    return sum(total(root) for _ in range(60))


PROBES = [
    "in_order([3, 1, 2, 5, 4])",
    "in_order([1])",
    "in_order([2, 2, 2])",
    "in_order(list(range(90)))",
    "in_order('tree')",
    "total(tree_of([3, 1, 2]))",
    "total(tree_of([1, 'a']))",
    "[next(iter(tree_of([3, 1]))), total(tree_of([5.5]))]",
]
