"""A rule's fingerprint: the same as long as it says the same, whatever version of the tool reads it.

It covers what the rule requires, when, how strictly, since and until when, and its source; not its title, remedy or desk.
"""

from __future__ import annotations

import json
from hashlib import sha256

from cmtool.model import Rule


def fingerprint(rule: Rule) -> str:
    """Return the SHA-256 of what binds in a rule, as hexadecimal digits."""
    source = rule.source
    binding = {
        "when": rule.when.text if rule.when else None,
        "require": rule.require.text,
        "severity": rule.severity,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "source": [source.title, source.number, source.article, source.confidence] if source else None,
    }
    return sha256(json.dumps(binding, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
