"""What an order costs. The tax table is looked up in a way that does not scale: find it in the trace."""

from decimal import ROUND_HALF_UP, Decimal

from models import Invoice

CENT = Decimal("0.01")

# (country, product prefix, percent), most special first; a country's last row is its rule.
TAX_RULES = [("XX", f"product {number}", "1") for number in range(20_000)]
TAX_RULES += [("GB", "the soup book", "0"), ("GB", "", "20")]
TAX_RULES += [("FI", "the soup book", "14"), ("FI", "", "25.5")]
TAX_RULES += [("US", "", "0")]


def rounded(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def tax_percent(country, product):
    """Percentage for a product. The slow one: it reads the whole table again for every line of every order."""
    for rule_country, prefix, percent in TAX_RULES:
        if rule_country == country and product.startswith(prefix):
            return Decimal(percent)
    return Decimal(0)


def tax_of(order):
    percentages = [tax_percent(order.customer.country, line.product) for line in order.lines]
    return rounded(
        sum(
            (line.price * line.quantity * percent / 100 for line, percent in zip(order.lines, percentages)),
            Decimal(0),
        )
    )


def discount_of(order):
    return rounded(order.net * order.customer.tier.value / 100)


def price(order):
    """Work out the invoice of an order."""
    return Invoice(order.number, order.net, discount_of(order), tax_of(order))
