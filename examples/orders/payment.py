"""Talks to a bank that is not there: asyncio tasks, one for each invoice, three at a time."""

import asyncio


class Declined(Exception):
    """The bank said no."""

    def __init__(self, order, reason):
        super().__init__(order, reason)
        self.order = order
        self.reason = reason


async def charge(invoice, api_password):
    """Charge one invoice. Raises Declined for large ones; the password shows up redacted in the trace."""
    await asyncio.sleep(0.0005 * (invoice.order % 3 + 1))
    if invoice.total > 200:
        raise Declined(invoice.order, f"limit is 200, asked for {invoice.total}")
    return f"receipt-{invoice.order:04}"


async def settle(invoice, gate):
    """Charge an invoice when it is its turn; a refusal is an answer, not an accident."""
    async with gate:
        try:
            return await charge(invoice, api_password="correct horse battery staple")
        except Declined as refusal:
            return f"declined-{refusal.order:04}"


async def settle_all(invoices):
    """Settle every invoice, at most three at once, in tasks with names."""
    gate = asyncio.Semaphore(3)
    tasks = [asyncio.create_task(settle(invoice, gate), name=f"settle order {invoice.order}") for invoice in invoices]
    return await asyncio.gather(*tasks)
