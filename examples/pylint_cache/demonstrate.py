"""A leak that took an engineer days: Pylint 2.6 grows to 400 MB over a package whose imports fail.

    python3.8 examples/pylint_cache/demonstrate.py [-- tracehold command line]

Sets itself up in a throwaway virtual environment (pylint 2.6.0, astroid 2.4.2, CPython 3.8 or 3.9), downloads the sources of
celery 5.6.3 without what they import, lints the first hundred files with a heap snapshot at the end, and asks who holds the
memory. Needs a network for the first run; everything is in ``.cache/pylint_cache`` of this repository.
"""

import glob
import os
import subprocess
import sys
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(REPOSITORY, ".cache", "pylint_cache")
PACKAGES = ("pylint==2.6.0", "astroid==2.4.2")
#: A wheel for any Python; its own metadata asks for a newer one than Pylint 2.6 runs on, and it is only read here.
SOURCES = (
    "celery==5.6.3",
    "--no-deps",
    "--python-version",
    "3.12",
    "--only-binary=:all:",
)
FILES = 100


def run(*words, **keywords):
    """Runs a command, or ends with its exit code."""
    done = subprocess.run(words, check=False, **keywords)
    if done.returncode:
        sys.exit(f"{' '.join(words[:6])} ended with {done.returncode}")


def prepared():
    """The interpreter of the environment and the files to lint."""
    folder = os.path.join(CACHE, f"python{sys.version_info[0]}.{sys.version_info[1]}")
    python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
    if not os.path.exists(os.path.join(folder, "ready")):
        run(sys.executable, "-m", "venv", folder)
        run(
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *PACKAGES,
        )
        with open(os.path.join(folder, "ready"), "w", encoding="utf-8"):
            pass
    sources = os.path.join(CACHE, "celery-5.6.3")
    if not os.path.isdir(sources):
        run(
            python,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--dest",
            CACHE,
            *SOURCES,
        )
        [wheel] = glob.glob(os.path.join(CACHE, "celery-5.6.3-*.whl"))
        with zipfile.ZipFile(wheel) as file:
            file.extractall(sources)
    files = sorted(
        glob.glob(os.path.join(sources, "celery", "**", "*.py"), recursive=True)
    )
    return python, files[:FILES]


def main():
    if not (3, 8) <= sys.version_info[:2] <= (3, 9):
        sys.exit(
            "Pylint 2.6 runs on CPython 3.8 and 3.9: start this file with one of them"
        )
    words = (
        sys.argv[sys.argv.index("--") + 1 :]
        if "--" in sys.argv
        else ["node", f"{REPOSITORY}/dist/cli.js"]
    )
    python, files = prepared()
    out = os.path.join(CACHE, time.strftime("run-%Y%m%d-%H%M%S"))
    print(f"Linting {len(files)} files, recorded into {out}", flush=True)
    # Pylint's own exit code says what it found.
    target = [
        "record",
        "--python",
        python,
        "--out",
        out,
        "--heap-at-exit",
        "--",
        os.path.join(HERE, "lint.py"),
        *files,
    ]
    run(*words, *target, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    run(*words, "heap", "verdict", out, "--limit", "1")
    print(f"The answer took {time.monotonic() - started:.1f} s.")


if __name__ == "__main__":
    main()
