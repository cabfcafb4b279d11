"""A Flask application and its test client: 60 requests, some of which fail."""

from flask import Flask, abort, jsonify, render_template_string, request, session

app = Flask("shop")
app.secret_key = "not a secret"
STOCK = {"pen": 3, "ink": 0, "paper": 12}


@app.before_request
def count_visits():
    session["visits"] = session.get("visits", 0) + 1


@app.route("/")
def index():
    page = "{% for name, count in stock|dictsort %}{{ loop.index }} {{ name|upper }}: {{ count }}\n{% endfor %}"
    return render_template_string(page, stock=STOCK)


@app.route("/stock/<name>")
def stock(name):
    if name not in STOCK:
        abort(404)
    return jsonify(name=name, count=STOCK[name])


@app.route("/order", methods=["POST"])
def order():
    wanted = request.get_json()
    left = {name: STOCK[name] - count for name, count in wanted.items()}
    return jsonify(left=left, visits=session["visits"])


@app.errorhandler(KeyError)
def unknown(error):
    return {"unknown": str(error)}, 400


def main():
    client = app.test_client()
    codes = []
    for _ in range(10):
        codes.append(client.get("/").status_code)
        codes.append(client.get("/stock/pen").status_code)
        codes.append(client.get("/stock/chalk").status_code)
        codes.append(client.post("/order", json={"pen": 1, "paper": 2}).status_code)
        codes.append(client.post("/order", json={"chalk": 1}).status_code)
        codes.append(client.get("/nowhere").status_code)
    assert codes == [200, 200, 404, 200, 400, 404] * 10, codes


main()
