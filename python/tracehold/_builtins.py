"""The builtins as they were when the recording began.

A program may replace them (``builtins.len = counted``), and must then neither be called by the recorder nor break it. A
module that imports ``__builtins__`` from here before it defines a function has its functions look names up in this
copy: the interpreter takes the builtins of a function from its globals.
"""

import builtins

__builtins__ = dict(vars(builtins))  # type: ignore[assignment]
