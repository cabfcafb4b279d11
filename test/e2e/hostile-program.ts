/** What would run, steer or break whatever shows it as more than text. No slash, so that it can be a file's name. */
export const markup = '<img src=x onerror=hacked=1>';
const link = '[click](command:workbench.action.files.newUntitledFile)';

/** Of the program itself, and so of its run, its tab and its exports. */
export const scriptName = `${markup}${link}$(trash).py`;

/**
 * A program in which all but one function is called something hostile, and every value is. Of `take` it is the arguments'
 * names: a function that is called otherwise than in its file has no annotations there.
 */
export const hostileProgram = String.raw`
import asyncio
import threading

HTML = "${markup}<script>hacked=1</script>"
LINK = "${link}"
ANSI = "\x1b]0;owned\x07\x1b[31m\x1b[2J"
BAD = HTML + LINK + "$(trash) | **bold** | " + ANSI + "\n" + chr(0xD800) + chr(0x202E) + chr(0) + "after"
LONG = "x" * 100_000_000


def renamed(function, name, *arguments):
    code = function.__code__
    changed = {"co_name": name, "co_varnames": tuple(arguments) + code.co_varnames[len(arguments):]}
    if hasattr(code, "co_qualname"):
        changed["co_qualname"] = name
    function.__code__ = code.replace(**changed)
    return function


def take(value, long):
    kept = {value: [value] * 3, "long": long}
    return kept


def fail(value):
    raise Failure(value)


def wait(value):
    return take(value, LONG)


def named(value):
    return value


async def later(value):
    await asyncio.sleep(0.01)
    return value


async def tasks():
    first = asyncio.get_running_loop().create_task(later(BAD))
    if hasattr(first, "set_name"):
        first.set_name(BAD)
    return await first


Failure = type(HTML, (Exception,), {"__module__": LINK})
renamed(take, "take", HTML, LINK + chr(0))
renamed(named, HTML + LINK)
renamed(fail, "fail" + chr(0) + BAD)
renamed(wait, "wait" + ANSI)

for number in range(3):
    take(BAD, LONG)
    named(BAD)
try:
    fail(BAD)
except Failure:
    pass
exec(compile("def nowhere(value):\n    return value\nnowhere(BAD)\n", __file__, "exec"), {"BAD": BAD})
thread = threading.Thread(target=wait, args=(BAD,), name=BAD.replace(chr(0xD800), ""))
thread.start()
thread.join()
asyncio.run(tasks())
fail(BAD)
`;
