"""Products: a tree of categories, walked by recursion, and the price list that comes out of it."""

from decimal import Decimal

CATEGORIES = {
    "kitchen": {
        "pots": {"saucepan": "34.90", "stockpot": "79.00"},
        "knives": {"paring knife": "12.50", "bread knife": "24.00", "sharpening": {"whetstone": "41.00"}},
    },
    "garden": {"tools": {"spade": "38.00", "rake": "19.90"}, "seeds": {"basil": "2.49", "chives": "2.29"}},
    "books": {"cooking": {"the soup book": "28.00"}},
}


class UnknownProduct(LookupError):
    """Somebody ordered what is not in the catalog."""

    def __init__(self, product):
        super().__init__(f"no such product: {product}")
        self.product = product


def walk(category, path=()):
    """Yield (path, price) of every product below a category, however deep it is."""
    for name, entry in category.items():
        here = (*path, name)
        if isinstance(entry, dict):
            yield from walk(entry, here)
        else:
            yield here, Decimal(entry)


def depth(category):
    """How many levels of categories there are: a recursion to look at in the call tree."""
    return 1 + max((depth(entry) for entry in category.values() if isinstance(entry, dict)), default=0)


PRICES = {path[-1]: price for path, price in walk(CATEGORIES)}


def price_of(product):
    """Price of one piece. Raises UnknownProduct."""
    try:
        return PRICES[product]
    except KeyError:
        raise UnknownProduct(product) from None
