"""A shop prices, charges and packs its orders: a small program that is worth looking at.

    tracehold record -- examples/orders/main.py
    tracehold top
    tracehold tree --depth 6

What to look for in the trace:

- ``tax_percent`` in pricing.py takes most of the time. Its calls say why: the whole table, for every line.
- ``parse_order`` raises UnknownProduct for every ninth order, and ``read_orders`` catches it.
- ``raw_orders`` and ``walk`` are generators: one call, many intervals. ``depth`` is a recursion.
- ``settle`` runs in named asyncio tasks that wait for one another; ``packer`` in two named threads.
- ``charge`` is given a password. The trace does not know it.

``--fire`` lets an exception leave a thread, ``--crash`` ends the program with one.
"""

import argparse
import asyncio

import catalog
from incoming import parse_order, raw_orders
from payment import settle_all
from pricing import price
from warehouse import deliver, pack_all


def read_orders(count):
    """Return the orders that make sense and the number of those that do not."""
    orders, refused = [], 0
    for number, text in enumerate(raw_orders(count)):
        try:
            orders.append(parse_order(number, text))
        except catalog.UnknownProduct:
            refused += 1
    return orders, refused


def report(invoices, receipts, packed, refused):
    """Print what a shopkeeper wants to know."""
    paid = sum(receipt.startswith("receipt") for receipt in receipts)
    print(f"catalog: {len(catalog.PRICES)} products, {catalog.depth(catalog.CATEGORIES)} levels")
    print(f"orders:  {len(invoices)} priced, {refused} refused, {sum(invoice.total for invoice in invoices)} in all")
    print(f"payment: {paid} paid, {len(receipts) - paid} declined")
    print(f"packed:  {sum(packed.values())} pieces, most of them {max(sorted(packed), key=packed.get)}")


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--orders", type=int, default=180, metavar="N", help="how many orders come in (180)")
    options.add_argument("--fire", action="store_true", help="let an exception leave a thread")
    options.add_argument("--crash", action="store_true", help="end with an exception")
    chosen = options.parse_args()

    orders, refused = read_orders(chosen.orders)
    invoices = list(map(price, orders))
    receipts = asyncio.run(settle_all(invoices))
    packed = pack_all(orders)
    report(invoices, receipts, packed, refused)
    if chosen.fire:
        deliver()
    if chosen.crash:
        raise SystemError("the shop is closed")


if __name__ == "__main__":
    main()
