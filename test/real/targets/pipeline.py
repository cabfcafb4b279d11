"""Words through generators, coroutines, async generators and threads, which end in every way there is."""

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

WORDS = [f"word{number % 97}" for number in range(3000)]


def words():
    yield from WORDS


def lengths(source):
    for word in source:
        yield len(word)


def running_mean():
    """Sent numbers; told None by throw to begin anew."""
    total = count = 0
    mean = None
    while True:
        try:
            total += yield mean
            count += 1
            mean = total / count
        except KeyError:
            total = count = 0
            mean = None


def averaged():
    mean = running_mean()
    next(mean)
    for turn, length in enumerate(lengths(words())):
        mean.send(length)
        if turn % 100 == 99:
            mean.throw(KeyError("again"))
    mean.close()


def first(source):
    """Leaves a generator that was not finished."""
    for item in source:
        return item
    return None


def failing(depth):
    if depth == 0:
        raise LookupError("bottom")
    return failing(depth - 1)


def swallowed():
    for depth in range(30):
        with contextlib.suppress(LookupError):
            failing(depth)


async def ticks(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield number


async def doubled(source):
    return [number * 2 async for number in source]


async def cancelled():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0)


async def concurrently():
    await asyncio.gather(*(doubled(ticks(count)) for count in range(20)))
    task = asyncio.ensure_future(cancelled())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(None, in_thread, number) for number in range(8)))


def step(number):
    return number + 1


def in_thread(start):
    number = start
    for _ in range(1000):
        number = step(number)
    averaged()
    return number


def main():
    averaged()
    for _ in range(200):
        first(lengths(words()))
    swallowed()
    asyncio.run(concurrently())
    threads = [threading.Thread(target=in_thread, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(in_thread, range(6))) == [number + 1000 for number in range(6)]


main()
