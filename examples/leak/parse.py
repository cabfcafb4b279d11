"""Parses nested lists such as ``((1 2) 3)``, one call for each bracket."""


class ParseError(Exception):
    """The text is no list."""


class Reader:
    """A text and how far it was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def take(self) -> str:
        if self.at >= len(self.text):
            raise ParseError("the text ends within a list")
        self.at += 1
        return self.text[self.at - 1]


def parse(text: str) -> list:
    reader = Reader(text)
    if reader.take() != "(":
        raise ParseError("a list begins with a bracket")
    return parse_list(reader, [])


def parse_list(reader: Reader, found: list) -> list:
    character = reader.take()
    while character != ")":
        if character == "(":
            found.append(parse_list(reader, []))
        elif not character.isspace():
            found.append(character)
        character = reader.take()
    return found
