"""The apps of the gallery, each in a module or package of its own; every one that lies here is imported."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
