"""Holds every dependency's licence and source against deny.toml.

    licences.py deny.toml metadata.json      (from cargo metadata --format-version 1)

A stand-in for cargo-deny's checks of licences, bans and sources where that program
is not installed; advisories need it.
"""

import json
import re
import sys
import tomllib


def allows(expression, allowed):
    """Whether an SPDX expression can be met with the allowed licences.

    The old slash of crates is read as OR; AND binds tighter than OR.
    """
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))
    position = 0

    def next_is(word):
        return position < len(tokens) and tokens[position] == word

    def alternatives():
        nonlocal position
        met = together()
        while next_is("OR"):
            position += 1
            met = together() or met
        return met

    def together():
        nonlocal position
        met = one()
        while next_is("AND"):
            position += 1
            met = one() and met
        return met

    def one():
        nonlocal position
        if next_is("("):
            position += 1
            met = alternatives()
            position += 1
            return met
        name = tokens[position]
        position += 1
        if next_is("WITH"):
            name = f"{name} WITH {tokens[position + 1]}"
            position += 2
        return name in allowed

    return alternatives()


def main(deny_file, metadata_file):
    with open(deny_file, "rb") as file:
        deny = tomllib.load(file)
    with open(metadata_file, encoding="utf-8") as file:
        packages = json.load(file)["packages"]

    allowed = set(deny["licenses"]["allow"])
    exceptions = {
        entry["crate"]: set(entry["allow"]) for entry in deny["licenses"].get("exceptions", [])
    }
    banned = {entry["crate"]: entry["reason"] for entry in deny["bans"]["deny"]}
    problems = []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        expression = package["license"]
        if not expression:
            problems.append(f"{name}: states no licence")
        elif not allows(expression, allowed | exceptions.get(package["name"], set())):
            problems.append(f"{name}: {expression} is not allowed")
        if package["name"] in banned:
            problems.append(f"{name}: banned, {banned[package['name']]}")
        if package["source"] and not package["source"].startswith("registry+"):
            problems.append(f"{name}: comes from {package['source']}")
    registries = {package["source"] for package in packages if package["source"]}
    if len(registries) > 1:
        problems.append(f"more than one registry: {', '.join(sorted(registries))}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(packages)} packages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
