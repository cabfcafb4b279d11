"""A small Flask application: the user code of the recorder benchmark."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Dict, List

from flask import Flask, jsonify, render_template_string, request

PAGE = """<!doctype html><title>Order {{ order.number }}</title>
<table>{% for line in order.lines %}<tr><td>{{ line.name|shout }}</td><td>{{ line.quantity }}</td>
<td>{{ line.total|money }}</td></tr>{% endfor %}</table><p>{{ order.total()|money }}</p>"""


@dataclass
class Line:
    name: str
    price: Decimal
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass
class Order:
    number: int
    customer: str
    lines: List[Line] = field(default_factory=list)
    discount: int = 0

    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    def total(self) -> Decimal:
        return apply_discount(self.subtotal(), self.discount)


def apply_discount(amount: Decimal, percent: int) -> Decimal:
    return amount - amount * percent / 100


def money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def shout(text: str) -> str:
    return text.upper()


class Stock:
    """Prices by article number."""

    def __init__(self) -> None:
        self.prices: Dict[int, Decimal] = {}

    def price(self, article: int) -> Decimal:
        if article not in self.prices:
            self.prices[article] = Decimal(article % 90 + 10) / 4
        return self.prices[article]


def make_app() -> Flask:
    app = Flask(__name__)
    stock = Stock()
    orders: List[Order] = []
    app.jinja_env.filters.update(money=money, shout=shout)

    def build(
        number: int, customer: str, wanted: List[List[int]], discount: int
    ) -> Order:
        order = Order(number, customer, discount=discount)
        for article, quantity in wanted:
            order.lines.append(
                Line(f"article {article}", stock.price(article), quantity)
            )
        return order

    @app.get("/orders/<int:number>")
    def show(number: int) -> str:
        discount = request.args.get("discount", 0, type=int)
        order = build(
            number, "walk-in", [[number * 10 + n, n + 1] for n in range(8)], discount
        )
        return render_template_string(PAGE, order=order)

    @app.post("/orders")
    def create():
        body = request.get_json()
        order = build(len(orders), body["customer"], body["lines"], 0)
        orders.append(order)
        del orders[:-50]
        return jsonify(number=order.number, total=money(order.total())), 201

    @app.get("/report")
    def report():
        return jsonify(
            [
                {"number": order.number, "total": money(order.total())}
                for order in orders[-10:]
            ]
        )

    return app
