"""Chinese words, cut by jieba."""

from __future__ import annotations

import logging
import warnings

with warnings.catch_warnings():  # jieba 0.42 asks for pkg_resources, which warns on every start
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)


def words(text: str) -> list[str]:
    """The words of a normalised text, blanks left out."""
    return [word for word in jieba.lcut(text) if not word.isspace()]


def frequencies() -> dict[str, int]:
    """How often each word of jieba's dictionary occurs in the texts it was made from."""
    jieba.initialize()
    counts: dict[str, int] = jieba.dt.FREQ
    return counts
