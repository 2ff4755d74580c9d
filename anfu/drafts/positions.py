"""Places in a draft as browsers count them."""

from __future__ import annotations

from itertools import accumulate

import msgspec

from anfu.drafts.types import DraftCheck


def in_utf16(check: DraftCheck) -> DraftCheck:
    """The check with its spans in UTF-16 code units, as JavaScript strings count, instead of code points."""
    # Outside the basic plane (emoji, rare characters) a code point is two units.
    before = [0, *accumulate(1 + (ord(char) > 0xFFFF) for char in check.text)]
    findings = tuple(
        msgspec.structs.replace(finding, span=(before[finding.span[0]], before[finding.span[1]]))
        for finding in check.findings
    )
    return msgspec.structs.replace(check, findings=findings)
