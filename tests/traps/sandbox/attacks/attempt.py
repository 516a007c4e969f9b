"""Makes one attempt as a program: ``python attempt.py WORLD MODULE FUNCTION``."""

import importlib
import json
import sys

if __name__ == "__main__":
    world_file, module, function = sys.argv[1:]
    with open(world_file, encoding="utf-8") as file:
        world = json.load(file)
    try:
        print("returned", getattr(importlib.import_module(module), function)(world))
    except BaseException as error:  # noqa: BLE001 - an attempt may end in any way
        print("raised", type(error).__name__, str(error)[:500])
