"""Which names hide their values: passwords, tokens and the like, before anything is written.

A name is compared without case, underscores and hyphens, so ``API-Key``, ``apiKey`` and ``api_key`` are one. What only
looks like a secret is named in ``_HARMLESS``: a tokenizer, a count of tokens, the name of a cookie. In doubt a value is
hidden: that a value was hidden is shown, that a secret was written cannot be undone.
"""

from __future__ import annotations

from tracehold._builtins import __builtins__  # type: ignore[attr-defined, no-redef]  # noqa: F401
from tracehold._msgpack import pack_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

_SECRET = (
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "authorization",
    "authheader",
    "apikey",
    "accesskey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "sshkey",
    "credential",
    "cookie",
    "sessionid",
    "sessionkey",
    "csrf",
    "xsrf",
    "bearer",
    "jwt",
    "connectionstring",
    "databaseurl",
    "creditcard",
    "cardnumber",
)
# The whole name, since as a part of longer names these are too common (author, compass, opinion).
_SECRET_WHOLE = frozenset(("auth", "basicauth", "proxyauth", "pass", "creds", "dsn", "otp", "pin", "ssn", "cvv", "cvc"))
# At the end of a longer name: db_pass, but neither $PWD, a folder, nor second_pass, a count.
_SECRET_END = (
    "dbpass",
    "userpass",
    "smtppass",
    "mailpass",
    "ftppass",
    "sshpass",
    "adminpass",
    "rootpass",
    "sqlpass",
)

_HARMLESS = (
    "tokeniz",
    "tokenis",
    "tokencount",
    "tokentype",
    "tokenkind",
    "tokenindex",
    "tokenlimit",
    "tokenlength",
    "tokenbudget",
    "tokenusage",
    "maxtokens",
    "mintokens",
    "numtokens",
    "ntokens",
    "totaltokens",
    "prompttokens",
    "completiontokens",
    "inputtokens",
    "outputtokens",
    "tokensperse",
    "secretary",
    "secretaries",
    "cookiename",
    "cookiedomain",
    "cookiepath",
    "cookiesecure",
    "cookiehttponly",
    "cookiesamesite",
    "cookiepolicy",
    "passwordhasher",
    "passwordvalidator",
    "passwordlength",
)

# Of a longer name only the beginning is looked at, and nothing is remembered.
LONGEST_NAME = 64
_LONGEST_LOOK = 256
_MEMORY = 4096


def is_secret(name: str, more: Sequence[str] = ()) -> bool:
    """Whether a value of this name is hidden; `more` are further parts of names, in lower case."""
    lower = name[:_LONGEST_LOOK].lower()
    for part in more:
        if part in lower:
            return True
    compact = lower.replace("_", "").replace("-", "")
    for part in _SECRET:
        if part in compact:
            break
    else:
        if compact in _SECRET_WHOLE or compact.endswith(_SECRET_END):
            return True
        return compact.endswith("pwd") and compact not in ("pwd", "oldpwd")
    for part in _HARMLESS:
        compact = compact.replace(part, " ")
    return any(part in compact for part in _SECRET)


class NameBook:
    """Encoded names and whether their values are hidden, remembered for the latest few thousand short names.

    ``plain`` has the msgpack of names whose values are shown, ``hidden`` that of the others. Both may be read directly;
    a name in neither is asked for with ``learn``.
    """

    __slots__ = ("_more", "_raw", "hidden", "plain")

    def __init__(self, more: Sequence[str] = ()) -> None:
        self._more = tuple(part.lower() for part in more if part)
        self.plain: dict[str, bytes] = {}
        self.hidden: dict[str, bytes] = {}
        # Apart from the others: under -b comparing bytes with str is a warning, and both have one hash.
        self._raw: dict[bytes, bool] = {}

    def learn(self, name: str) -> tuple[bytes, bool]:
        """msgpack of a name of at most LONGEST_NAME code points, exactly a str, and whether its value is hidden."""
        known = self.hidden.get(name)
        if known is not None:
            return known, True
        packed = pack_text(name)
        secret = is_secret(name, self._more)
        book = self.hidden if secret else self.plain
        if len(book) >= _MEMORY:
            book.clear()
        book[name] = packed
        return packed, secret

    def hides(self, name: str) -> bool:
        """Whether a value of this name, exactly a str, is hidden."""
        if len(name) > LONGEST_NAME:
            return is_secret(name, self._more)
        return name not in self.plain and self.learn(name)[1]

    def hides_raw(self, name: bytes) -> bool:
        """The same for a name that is exactly bytes, as in HTTP headers and environments."""
        known = self._raw.get(name) if len(name) <= LONGEST_NAME else None
        if known is None:
            known = is_secret(name[:_LONGEST_LOOK].decode("latin-1"), self._more)
            if len(name) <= LONGEST_NAME:
                if len(self._raw) >= _MEMORY:
                    self._raw.clear()
                self._raw[name] = known
        return known
