"""What the encoder remembers is bounded, and keeps nothing of the program alive."""

import gc
import sys
import threading
import unittest
import weakref

from tests.msgpack_reader import unpack
from tests.sample_values import Problem
from tracehold._values import LEAN, RICH, Encoder, make_budget


class Memory(unittest.TestCase):
    def test_nothing_is_kept(self):
        encoder = Encoder()

        class Local:
            pass

        class Sub(Local, dict):
            __slots__ = ("s",)

        value = Local()
        value.items = [Local()]
        sub = Sub(a=1)
        sub.s = 1
        error = Problem(Local())
        for mode in ("attributes", "type", "repr"):
            encoder.objects = mode
            for budget in (RICH, LEAN):
                encoder.single([value, sub, error, Local, value.__init__], budget)
        seen = [weakref.ref(one) for one in (value, value.items[0], sub, error, error.args[0], Local, Sub)]
        del value, sub, error, Local, Sub
        gc.collect()
        self.assertEqual([ref() for ref in seen], [None] * len(seen))

    def test_an_id_used_again_is_learned_again(self):
        encoder = Encoder()
        names = encoder.names(("v",), 1, True)

        def omitted(value):
            out = bytearray()
            encoder.omit(out, value)
            return out

        ways = (
            lambda v: unpack(encoder.single(v, RICH))[0][0],
            lambda v: unpack(encoder.single([v], RICH))[0][0][0],
            lambda v: unpack(encoder.single({"v": v}, RICH))[0][0]["v"],
            lambda v: unpack(encoder.arguments(names, {"v": v}, RICH))[0][0],
            lambda v: unpack(encoder.single(v, make_budget(0, 1, 1, 1)))[0][0],
            lambda v: unpack(omitted(v))[0],
        )
        for n in range(3000):
            cls = type(f"T{n}", (), {"__slots__": ("a",)} if n % 2 else {})
            value = cls()
            value.a = [n]
            found = ways[n % len(ways)](value)
            self.assertEqual(found.payload[0].rpartition(".")[2], f"T{n}")
            del cls, value

    def test_few_types_are_remembered(self):
        encoder = Encoder()
        classes = [type(f"T{n}", (), {}) for n in range(5000)]
        for cls in classes:
            encoder.single(cls(), RICH)
        self.assertLessEqual(len(encoder.layouts), 2048)

    def test_names_are_bounded(self):
        encoder = Encoder()
        for n in range(20000):
            encoder.single({f"key{n}": 1, f"password{n}": 1, b"raw%d" % n: 1, (f"pair{n}", 1): 1}, RICH)
        book = encoder.book
        for memory in (book.plain, book.hidden, book._raw):
            self.assertLessEqual(len(memory), 4096)

    def test_from_many_threads_while_values_change(self):
        encoder = Encoder()
        shared, stop, failures = {"a": 1}, threading.Event(), []

        def change():
            n = 0
            while not stop.is_set():
                shared[str(n % 50)] = [n]
                shared.pop(str((n * 7) % 50), None)
                n += 1

        def read():
            try:
                for _ in range(3000):
                    unpack(encoder.single(shared, RICH))
            except BaseException as error:
                failures.append(error)

        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            threads = [threading.Thread(target=read) for _ in range(3)]
            changer = threading.Thread(target=change)
            changer.start()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            stop.set()
            changer.join()
        finally:
            sys.setswitchinterval(before)
        self.assertEqual(failures, [])


if __name__ == "__main__":
    unittest.main()
