"""Orders as they come in: a generator that reads and checks one text line after the other."""

from decimal import Decimal

from catalog import price_of
from models import Customer, Line, Order, Tier

CUSTOMERS = {
    "ada": Customer("Ada", "GB", Tier.GOLD),
    "grace": Customer("Grace", "US", Tier.REGULAR),
    "linus": Customer("Linus", "FI"),
}

PRODUCTS = ("saucepan", "spade", "basil", "bread knife", "the soup book", "whetstone", "rake")


def raw_orders(count):
    """Yield ``customer: quantity product, ...``; every ninth line asks for something that nobody sells."""
    names = sorted(CUSTOMERS)
    for number in range(count):
        first, second = PRODUCTS[number % 7], PRODUCTS[(number * 3 + 1) % 7]
        if number % 9 == 8:
            second = "unicorn"
        yield f"{names[number % 3]}: {number % 4 + 1} {first}, {number % 2 + 1} {second}"


def parse_line(text):
    """Turn ``2 spade`` into a Line. Raises UnknownProduct."""
    quantity, _, product = text.strip().partition(" ")
    return Line(product, int(quantity), Decimal(price_of(product)))


def parse_order(number, text):
    """Turn one raw order into an Order. Raises UnknownProduct."""
    name, _, rest = text.partition(":")
    return Order(number, CUSTOMERS[name], [parse_line(part) for part in rest.split(",")])
