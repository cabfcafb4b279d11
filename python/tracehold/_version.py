"""The version of the shim, written into every recording."""

__version__ = "0.1.0"
