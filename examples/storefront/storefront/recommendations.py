"""Who bought this also bought that."""

from __future__ import annotations

import math

from storefront.models import Order


def baskets_of(orders: list[Order]) -> dict[str, list[str]]:
    """All SKUs that each customer ever bought, oldest first, repeated purchases included."""
    baskets: dict[str, list[str]] = {}
    for order in orders:
        basket = baskets.setdefault(order.customer, [])
        for line in order.lines:
            basket.append(line.sku)
    return baskets


def overlap(first: list[str], second: list[str]) -> float:
    """Share of articles that two baskets have in common, from 0 to 1."""
    if not first and not second:
        return 0.0
    common = 0
    total = len(second)
    for sku in first:
        if sku in second:
            common += 1
        else:
            total += 1
    return common / total


def similar_customers(customer: str, baskets: dict[str, list[str]], limit: int = 5) -> list[tuple[str, float]]:
    """Customers with the most similar baskets, as (customer, similarity)."""
    own = baskets.get(customer, [])
    scored = []
    for other, basket in baskets.items():
        if other == customer:
            continue
        similarity = overlap(own, basket)
        if similarity > 0:
            scored.append((other, similarity))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return scored[:limit]


def recommend(customer: str, baskets: dict[str, list[str]], limit: int = 5) -> list[str]:
    """Articles that similar customers bought and this one did not, the most wanted first."""
    own = baskets.get(customer, [])
    votes: dict[str, float] = {}
    for other, similarity in similar_customers(customer, baskets, limit=8):
        for sku in baskets[other]:
            if sku not in own:
                votes[sku] = votes.get(sku, 0.0) + similarity
    ranked = sorted(votes, key=lambda sku: (-votes[sku], sku))
    return ranked[:limit]


def cosine(a: list[float], b: list[float]) -> float:
    """Cosine of the angle between two vectors of equal length; 0.0 when one of them is all zeros."""
    dot = 0.0
    norm_a = 0.0
    norm_b = 0.0
    for i in range(len(a)):
        dot += a[i] * b[i]
        norm_a += a[i] * a[i]
        norm_b += b[i] * b[i]
    if norm_a == 0.0 or norm_b == 0.0:
        return 0.0
    return dot / (math.sqrt(norm_a) * math.sqrt(norm_b))


def most_similar(target: list[float], profiles: dict[str, list[float]], limit: int = 3) -> list[str]:
    """Names of the profiles that point in the same direction as ``target``."""
    scored = [(cosine(target, profile), name) for name, profile in profiles.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [name for _, name in scored[:limit]]


def bought_together(baskets: list[list[str]], minimum: int = 2) -> list[tuple[str, str, int]]:
    """Pairs of articles that lie in at least ``minimum`` baskets together, the most frequent first."""
    counts: dict[tuple[str, str], int] = {}
    for basket in baskets:
        skus = sorted(set(basket))
        for i in range(len(skus)):
            for j in range(i + 1, len(skus)):
                pair = (skus[i], skus[j])
                if pair in counts:
                    counts[pair] = counts[pair] + 1
                else:
                    counts[pair] = 1
    frequent = [(a, b, count) for (a, b), count in counts.items() if count >= minimum]
    return sorted(frequent, key=lambda entry: (-entry[2], entry[0], entry[1]))
