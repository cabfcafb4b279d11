"""A small Flask application that calls a helper for everything: user code whose values are numbers, texts and dicts."""

from flask import Flask, jsonify, render_template_string, request

PAGE = """<!doctype html><title>{{ title }}</title>
<table>{% for row in rows %}<tr class="{{ row|tone }}"><td>{{ row.day }}</td><td>{{ row.text|shorten }}</td>
<td>{{ row.cents|euros }}</td></tr>{% endfor %}</table><p>{{ total|euros }}</p>"""

WORDS = ("rent", "salary", "groceries", "books", "train", "coffee", "insurance")


def day_of(number):
    return f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}"


def amount_of(number):
    sign = -1 if number % 3 else 1
    return sign * (number * 37 % 9000 + 100)


def is_large(cents):
    return abs(cents) > 5000


def entry(number):
    cents = amount_of(number)
    return {
        "day": day_of(number),
        "text": f"{WORDS[number % 7]} {number}",
        "cents": cents,
        "large": is_large(cents),
    }


def add(total, row):
    return total + row["cents"]


def euros(cents):
    return f"{cents / 100:.2f}"


def shorten(text, length=12):
    return text if len(text) <= length else text[: length - 1] + "…"


def tone(row):
    return "large" if row["large"] else "small"


def page_of(number, size=20):
    start = number * size
    rows = [entry(index) for index in range(start, start + size)]
    total = 0
    for row in rows:
        total = add(total, row)
    return rows, total


def make_app():
    app = Flask(__name__)
    app.jinja_env.filters.update(euros=euros, shorten=shorten, tone=tone)

    @app.get("/pages/<int:number>")
    def show(number):
        rows, total = page_of(number)
        return render_template_string(
            PAGE, title=f"page {number}", rows=rows, total=total
        )

    @app.post("/pages")
    def summarise():
        wanted = request.get_json()["pages"]
        return jsonify({number: euros(page_of(number)[1]) for number in wanted})

    return app
