"""A small language in pure Python, scanned, parsed, simplified and run: nothing but short calls of the user's own."""

OPERATORS = {"+": 1, "-": 1, "*": 2, "/": 2}


class Token:
    def __init__(self, kind, text, column):
        self.kind = kind
        self.text = text
        self.column = column

    def __repr__(self):
        return f"Token({self.kind!r}, {self.text!r})"


class Scanner:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, accept):
        start = self.at
        while self.peek() and accept(self.peek()):
            self.at += 1
        return self.text[start : self.at]

    def tokens(self):
        found = []
        while self.at < len(self.text):
            column = self.at
            character = self.peek()
            if character.isspace():
                self.at += 1
            elif character.isdigit():
                found.append(Token("number", self.take(str.isdigit), column))
            elif character.isalpha():
                found.append(Token("name", self.take(str.isalnum), column))
            else:
                self.at += 1
                found.append(Token("sign", character, column))
        return found


class Number:
    def __init__(self, value):
        self.value = value

    def simplified(self):
        return self

    def run(self, names):
        return self.value


class Name:
    def __init__(self, name):
        self.name = name

    def simplified(self):
        return self

    def run(self, names):
        return names[self.name]


class Operation:
    def __init__(self, sign, left, right):
        self.sign = sign
        self.left = left
        self.right = right

    def simplified(self):
        left, right = self.left.simplified(), self.right.simplified()
        if isinstance(left, Number) and isinstance(right, Number):
            return Number(apply(self.sign, left.value, right.value))
        return Operation(self.sign, left, right)

    def run(self, names):
        return apply(self.sign, self.left.run(names), self.right.run(names))


def apply(sign, left, right):
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right % 1_000_003
    return left // right if right else 0


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    def current(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        token = self.current()
        self.at += 1
        return token

    def is_sign(self, text):
        token = self.current()
        return token is not None and token.kind == "sign" and token.text == text

    def statement(self):
        name = self.next().text
        self.next()
        return name, self.expression(1)

    def expression(self, least):
        left = self.atom()
        while True:
            token = self.current()
            strength = 0 if token is None else OPERATORS.get(token.text, 0)
            if strength < least:
                return left
            self.next()
            left = Operation(token.text, left, self.expression(strength + 1))

    def atom(self):
        if self.is_sign("("):
            self.next()
            inner = self.expression(1)
            self.next()
            return inner
        token = self.next()
        if token.kind == "number":
            return Number(int(token.text))
        return Name(token.text)


def parsed(line):
    name, tree = Parser(Scanner(line).tokens()).statement()
    return name, tree.simplified()


def program(lines):
    return [
        f"v{n} = (v{n - 1} + {n}) * (3 + {n % 7}) - v{n // 2} / (1 + {n % 5} * 2)"
        if n
        else "v0 = 7"
        for n in range(lines)
    ]


def run(lines, times):
    statements = [parsed(line) for line in lines]
    names = {}
    for _ in range(times):
        for name, tree in statements:
            names[name] = tree.run(names)
    return names
