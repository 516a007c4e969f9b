"""Full-text search with a little tolerance for typing errors."""

from __future__ import annotations

import math
import re

from storefront.models import Product

STOP_WORDS = ["a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "without"]


def tokenize(text: str) -> list[str]:
    """Split a title or query into lower-case words, without stop words and punctuation."""
    words = re.compile(r"[a-z0-9]+(?:'[a-z]+)?").findall(text.lower())
    return [stem(word) for word in words if word not in STOP_WORDS]


def stem(word: str) -> str:
    """Cut the commonest English endings off."""
    for ending in ("ing", "ers", "ies", "es", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def term_weights(words: list[str]) -> dict[str, float]:
    """How often each word occurs in a text, relative to the text's length."""
    weights = {}
    for word in words:
        weights[word] = words.count(word) / len(words)
    return weights


def edit_distance(a: str, b: str) -> int:
    """Number of letters to insert, drop or change until ``a`` becomes ``b``."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        table[i][0] = i
    for j in range(len(b) + 1):
        table[0][j] = j
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
    return table[len(a)][len(b)]


def suggest(word: str, vocabulary: list[str], limit: int = 3) -> list[str]:
    """Known words that look like ``word``, the most similar first."""
    near = []
    for known in vocabulary:
        if abs(len(known) - len(word)) > 2:
            continue
        distance = edit_distance(word, known)
        if distance <= 2:
            near.append((distance, known))
    near.sort()
    return [known for _, known in near[:limit]]


class SearchIndex:
    """Words of all titles and tags, with the articles they occur in."""

    def __init__(self, products):
        self.documents: dict[str, dict[str, float]] = {}
        self.vocabulary: list[str] = []
        for product in products:
            self.index(product)

    def index(self, product: Product) -> None:
        """Take an article into the index."""
        words = tokenize(product.title + " " + " ".join(product.tags))
        self.documents[product.sku] = term_weights(words)
        for word in words:
            if word not in self.vocabulary:
                self.vocabulary.append(word)

    def rarity(self, word: str) -> float:
        """Words that few articles share say more about them: the inverse document frequency."""
        holders = 0
        for weights in self.documents.values():
            if word in weights:
                holders += 1
        return math.log((1 + len(self.documents)) / (1 + holders)) + 1.0

    def correct(self, words: list[str]) -> list[str]:
        """Replace words that no article has by the nearest one that some article has."""
        corrected = []
        for word in words:
            if word in self.vocabulary:
                corrected.append(word)
                continue
            candidates = suggest(word, self.vocabulary, limit=1)
            corrected.extend(candidates)
        return corrected

    def search(self, query: str, limit: int = 10) -> list[tuple[str, float]]:
        """The best articles for a query as (SKU, score), best first."""
        words = self.correct(tokenize(query))
        hits = []
        for sku, weights in self.documents.items():
            score = 0.0
            for word in words:
                if word in weights:
                    score += weights[word] * self.rarity(word)
            if score > 0:
                hits.append((sku, round(score, 6)))
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[:limit]


def highlight(text: str, words: list[str]) -> str:
    """Put asterisks around the words of ``text`` that were searched for."""
    result = ""
    for piece in text.split(" "):
        if stem(piece.lower().strip(",.;:!")) in words:
            result += "*" + piece + "* "
        else:
            result += piece + " "
    return result.rstrip()
