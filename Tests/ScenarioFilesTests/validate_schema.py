"""Validates YAML files against a JSON Schema, with a validator that has nothing to do with PatchLab.

usage: validate_schema.py SCHEMA DEFINITION FILE...

DEFINITION is the name under $defs to validate against, or - for the schema itself. Prints one line per file,
"ok FILE" or "bad FILE: where: why"; exit status 1 if any file is bad.

PyYAML resolves plain scalars by YAML 1.1, where `on` is a boolean and 22:30 a number to the base 60. PatchLab reads
YAML by the core schema of version 1.2, so the resolvers are replaced by those of that schema.
"""

import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.SafeLoader):
    """Resolves plain scalars as YAML 1.2's core schema does; no timestamps, no merge keys."""

    yaml_implicit_resolvers = {}


def resolve(tag, pattern, first):
    CoreLoader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)


resolve("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""])
resolve("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF"))
resolve("int", r"^[-+]?[0-9]+$", list("-+0123456789"))
resolve(
    "float",
    r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$",
    list("-+0123456789."),
)
# The base class would read 017 as octal and 1:30 to the base 60; here digits are decimal.
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
CoreLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: parse_float(loader.construct_scalar(node)))


def parse_float(text):
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    if sys.argv[2] != "-":
        schema = {"$ref": "#/$defs/" + sys.argv[2], "$defs": schema["$defs"]}
    validator = jsonschema.Draft202012Validator(schema)
    status = 0
    for path in sys.argv[3:]:
        try:
            with open(path, encoding="utf-8") as file:
                document = yaml.load(file, Loader=CoreLoader)
        except (yaml.YAMLError, UnicodeDecodeError):
            print(f"bad {path}: not YAML")
            status = 1
            continue
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error is None:
            print("ok", path)
        else:
            where = "/".join(str(part) for part in error.absolute_path)
            print(f"bad {path}: {where}: {error.message[:200]}")
            status = 1
    return status


sys.exit(main())
