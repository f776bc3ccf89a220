"""A whole sample book, invented: clients of every institution by turns, what is known of them, contacts, promises and open work.

The same house, size, seed and day give the same rows. Clients come in turns: one of each institution, then one of each again, and after a
few rounds in longer and longer runs, because rows of one shape are written several times faster together. The first client of each
institution is one to learn with: all that can be known of him is known and fresh, in the middle of what is usual.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, repeat
from math import ceil, floor
from pathlib import Path
from random import Random

from cmtool import pack
from cmtool.errors import InvalidData
from cmtool.jobs import sample_facts, sample_people, sample_work
from cmtool.model import Fact, Pack, Scalar
from cmtool.rules.house import House

SEED = 20_261_124
SECOND = 0.1  # of the clients belong to a second institution
SINGLE_ROUNDS = 8
PER_MANAGER = 25
