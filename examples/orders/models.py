"""What is sold, to whom and for how much."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import List


class Tier(Enum):
    """How good a customer is; the value is the discount in percent."""

    GUEST = 0
    REGULAR = 3
    GOLD = 10


@dataclass(frozen=True)
class Customer:
    name: str
    country: str
    tier: Tier = Tier.GUEST


@dataclass(frozen=True)
class Line:
    """One product of an order. ``price`` is for one piece, before tax."""

    product: str
    quantity: int
    price: Decimal


@dataclass
class Order:
    number: int
    customer: Customer
    lines: List[Line] = field(default_factory=list)

    @property
    def net(self):
        """Sum of the lines, before discount and tax."""
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Invoice:
    order: int
    net: Decimal
    discount: Decimal
    tax: Decimal

    @property
    def total(self):
        return self.net - self.discount + self.tax
