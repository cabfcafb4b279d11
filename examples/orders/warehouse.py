"""Packs what was paid for: a queue and two threads with names."""

import queue
import threading
import time


class Shelf:
    """Counts what was packed; several threads use it at once."""

    def __init__(self):
        self.lock = threading.Lock()
        self.packed = {}

    def pack(self, order):
        with self.lock:
            for line in order.lines:
                self.packed[line.product] = self.packed.get(line.product, 0) + line.quantity
        time.sleep(0.0005)


def packer(orders, shelf):
    """Pack orders until there is a None."""
    for order in iter(orders.get, None):
        shelf.pack(order)


def pack_all(orders):
    """Pack all orders with two packers; return how many of each product."""
    shelf, waiting = Shelf(), queue.Queue()
    threads = [threading.Thread(target=packer, args=(waiting, shelf), name=f"packer-{number}") for number in (1, 2)]
    for thread in threads:
        thread.start()
    for order in orders:
        waiting.put(order)
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    return shelf.packed


def burning_van():
    """An exception that nobody catches, in a thread: Python prints it and the program goes on."""
    raise RuntimeError("the delivery van is on fire")


def deliver():
    van = threading.Thread(target=burning_van, name="delivery-van")
    van.start()
    van.join()
