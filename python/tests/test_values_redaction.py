"""Names whose values are left out."""

import collections
import dataclasses
import types
import unittest

from tests.msgpack_reader import unpack
from tests.sample_values import Problem, Row, Text, plain, shown
from tracehold._values import RICH, Encoder

SECRETS = """
password PASSWORD userPassword passwd db_passwd secret client_secret SECRET_KEY token access_token authToken
csrf_token api_key apiKey X-API-Key apikey Authorization proxy-authorization credentials private_key
session_cookie Set-Cookie sessionid bearer jwt auth passphrase pwd_hash_pwd db_pass user_pwd _User__password
DATABASE_URL refresh_tokens tokens cvv
""".split()

HARMLESS = """
tokenize tokenizer max_tokens token_count tokenType num_tokens secretary author authority compass second_pass
pwd PWD OLDPWD cookie_name SESSION_COOKIE_PATH password_hasher key keyboard monkey session opinion pin_count n
self passenger input_tokens authored_by
""".split()


class Redaction(unittest.TestCase):
    def test_names(self):
        encoder = Encoder()
        for name in SECRETS + HARMLESS:
            with self.subTest(name):
                hidden = ("redacted", b"") if name in SECRETS else "value"
                for source in (
                    {name: "value"},
                    types.SimpleNamespace(**{name: "value"}),
                    collections.OrderedDict({name: "value"}),
                ):
                    found = plain(unpack(encoder.single(source, RICH))[0])[0]
                    entries = found if isinstance(found, dict) else found[1][2]
                    self.assertEqual(entries, {name: hidden})
                known = encoder.names((name,), 1, True)
                self.assertEqual(plain(unpack(encoder.arguments(known, {name: "value"}, RICH))[0]), [hidden])

    def test_places(self):
        hidden = ("redacted", b"")
        self.assertEqual(shown({b"password": 1, b"page": 2}), {b"password": hidden, b"page": 2})
        key = Text("password")
        self.assertEqual(list(shown({key: 1}).values()), [hidden])
        headers = [(b"authorization", b"Bearer x"), ("Cookie", "y"), (b"host", b"here")]
        self.assertEqual(
            shown(headers),
            [("tuple", [b"authorization", hidden]), ("tuple", ["Cookie", hidden]), ("tuple", [b"host", b"here"])],
        )
        self.assertEqual(shown({"x" * 70 + "password": 1}), {"x" * 70 + "password": hidden})
        error = Problem()
        error.token = 1
        self.assertEqual(shown(error)[1][3], {"token": hidden})
        self.assertEqual(shown(Row(1))[1][3], {"number": 1, "name": "?"})
        Login = collections.namedtuple("Login", "user password")
        self.assertEqual(shown(Login("a", "b"))[1][3], {"user": "a", "password": hidden})
        made = dataclasses.make_dataclass("Made", ["user", "api_key"])
        self.assertEqual(shown(made(1, 2))[1][3], {"user": 1, "api_key": hidden})

    def test_more_names(self):
        self.assertEqual(shown({"Salary": 1, "name": 2}, redact=["salary"]), {"Salary": ("redacted", b""), "name": 2})
        self.assertEqual(shown({"password": 1}, redact=[""]), {"password": ("redacted", b"")})


if __name__ == "__main__":
    unittest.main()
