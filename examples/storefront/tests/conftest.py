import pytest

from storefront.catalogue import Catalogue
from storefront.models import Order, OrderLine, Product


@pytest.fixture
def products():
    return [
        Product("A1", "Red Lamp for reading", "lighting", 2499, 900, ("reading", "winter")),
        Product("B2", "Folding Chair, wooden", "garden", 5950, 4000, ("summer",)),
        Product("C3", "Steel Kettle", "kitchen", 3999, 1200, ("cooking",)),
        Product("D4", "Puzzle of the Alps", "children", 1299, 600, ("travel", "winter")),
        Product("E5", "Blue Lamps for camping", "outdoor", 1999, 300, ("camping",)),
    ]


@pytest.fixture
def shop(products):
    return Catalogue(products)


@pytest.fixture
def orders():
    return [
        Order(1, "ada", 0, [OrderLine("A1", 2), OrderLine("C3", 1)]),
        Order(2, "bob", 0, [OrderLine("A1", 1), OrderLine("D4", 4)]),
        Order(3, "ada", 1, [OrderLine("E5", 3)], express=True),
        Order(4, "cyd", 2, [OrderLine("C3", 1), OrderLine("A1", 1), OrderLine("C3", 2)]),
        Order(5, "cyd", 2, [OrderLine("C3", 1), OrderLine("A1", 1), OrderLine("C3", 2)]),
    ]
