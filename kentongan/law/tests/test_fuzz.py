"""A hundred thousand broken files: each a fault with its line, none a crash, none runs code, none takes long or much."""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
from concurrent.futures import ProcessPoolExecutor

import django

from kentongan.cases.subjects import vocabulary
from kentongan.law.loader import MOST_DEPTH, read_procedure
from kentongan.law.model import Procedure
from kentongan.offices.packs import installed_packs

INPUTS, PARTS = 100_000, 2
SEED = """procedure: a
subject: post
title: A
short: A
actors: {team: T}
steps:
- step: b
  actor: team
  activity: C
  time: {days: 1}
  then: end
"""
PIECES = (
    "&a ", "*a", "<<: *a", "!!python/object/apply:os.system ['touch /tmp/x']", "!!binary ", "{", "}", "[", "]", ": ", "- ", "\n", "\t",
    "? ", "|", ">", "%YAML 1.2\n", "---\n", "...\n", "\x00", "\u2028", "😀", "null", "~", "1e999", "0x1F", "2026-02-30", "'", '"', "#",
    "steps:", "step: ", "then: b", "decide: {}", "time: ", "9" * 400, "a" * 400,
)  # fmt: skip


def broken(chance: random.Random) -> str:
    text = SEED
    for _edit in range(chance.randint(1, 4)):
        place, what = chance.randrange(len(text) + 1), chance.random()
        if what < 0.5:
            text = text[:place] + chance.choice(PIECES) + text[place:]
        elif what < 0.8:
            text = text[:place] + text[place + chance.randint(1, 20) :]
        else:
            text = (
                text[:place]
                + chr(chance.choice([chance.randrange(0x250), chance.randrange(0xD800)]))
                + text[place + 1 :]
            )
    return text


def check(text: str) -> int:
    regulation = installed_packs()["lamandau"].regulation
    began = time.monotonic()
    procedure, faults = read_procedure(text, regulation, vocabulary())
    assert time.monotonic() - began < 2, text
    assert isinstance(procedure, Procedure) or faults, text
    assert all(1 <= fault.line <= len(text.splitlines()) + 2 and fault.remedy for fault in faults), text
    return len(faults)


def faults_among(inputs: int, seed: int) -> int:
    """How many of so many broken files have faults (in a process of its own)."""
    chance = random.Random(seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = sum(check(broken(chance)) > 0 for _input in range(inputs))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "kilobytes"
    return found


def test_a_hundred_thousand_broken_files() -> None:
    assert check(SEED) == 0
    with ProcessPoolExecutor(PARTS, multiprocessing.get_context("spawn"), django.setup) as pool:
        found = sum(pool.map(faults_among, [INPUTS // PARTS] * PARTS, range(20260302, 20260302 + PARTS)))
    assert found > INPUTS * 0.6


def test_bombs_cost_nothing() -> None:
    aliases = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    deep = "[" * 50_000
    nested = "".join("  " * depth + f"a{depth}:\n" for depth in range(MOST_DEPTH + 5))
    for text in (aliases, deep, nested, "a: " + "x" * 2_000_000, "{" * 3_000 + "}" * 3_000):
        assert check(text) > 0
