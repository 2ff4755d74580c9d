"""The documentation page at `/`: rendered here, without a script, from the same table the server serves."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from anfu import __version__
from anfu.labels import Language
from anfu.server.house import Readiness
from anfu.server.problems import BAD_INPUT, INTERNAL, KINDS, Kind
from anfu.server.topics import Topic

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "lang": "zh-CN",
        "title": "安抚 Anfu",
        "lead": "客户在电话里发火时，坐在客服旁边的助手：现在走到哪一步、该说什么、别说什么、要不要升级提单。"
        "这台服务器收一句话，回一份引导。",
        "ready": "可以接电话",
        "not_ready": "还不能接电话",
        "other": '<a href="/?lang=en" lang="en" hreflang="en">English</a>',
        "walk": "三分钟走一遍",
        "walk_1": "开始一通电话，记下编号：",
        "walk_2": "客户每说一句，送一句，马上得到引导：",
        "walk_3": "坐席要说的话，先查一查：",
        "walk_4": "结束，拿小结：",
        "token": "加了用户之后（<code>anfu user add 名字 --role agent</code>），每个请求带上 "
        "<code>Authorization: Bearer 令牌</code>。网络不稳就带 <code>Idempotency-Key</code>，重发不会记两遍。",
        "ends": "接口",
        "problems": "出错时",
        "problems_lead": "错误都是 RFC 9457 问题文档，<code>remedy</code> 写着该怎么办。",
        "kind": "种类",
        "status": "状态码",
        "means": "意思和办法",
        "panel": "坐席面板",
        "board": "主管看板",
        "openapi": "OpenAPI 文档",
        "schema": "引导的 JSON Schema",
        "foot": "版本",
    },
    "en": {
        "lang": "en",
        "title": "Anfu 安抚",
        "lead": "Sits beside a call-centre agent while an angry customer is on the line: which step, what to say, "
        "what not to say, whether to escalate. This server takes an utterance and gives back guidance.",
        "ready": "ready for calls",
        "not_ready": "not ready for calls",
        "other": '<a href="/?lang=zh" lang="zh-CN" hreflang="zh-CN">中文</a>',
        "walk": "A walk in three minutes",
        "walk_1": "Begin a call and note its id:",
        "walk_2": "Send each thing that is said and get guidance at once:",
        "walk_3": "Check what the agent is about to say:",
        "walk_4": "End it and get the summary:",
        "token": "Once there are users (<code>anfu user add NAME --role agent</code>), send "
        "<code>Authorization: Bearer TOKEN</code> with every request. On a shaky network add an "
        "<code>Idempotency-Key</code>: sent again, nothing happens twice.",
        "ends": "Endpoints",
        "problems": "When something is wrong",
        "problems_lead": "Errors are RFC 9457 problem documents; <code>remedy</code> says what to do.",
        "kind": "Kind",
        "status": "Status",
        "means": "What it means, and what to do",
        "panel": "Agent panel",
        "board": "Supervisor board",
        "openapi": "OpenAPI document",
        "schema": "JSON Schema of guidance",
        "foot": "Version",
    },
}


def page(topics: Sequence[Topic], state: Readiness, base: str, language: Language) -> str:
    """The whole page. `base` is the address the reader came by."""
    words = WORDS[language]
    pill = "ready" if state.ready else "not_ready"
    trouble = "" if state.ready else f"<p>{escape(f'model: {state.model}; store: {state.store}')}</p>"
    return f"""<!doctype html>
<html lang="{words["lang"]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title>
<link rel="stylesheet" href="/docs.css">
<link rel="icon" type="image/svg+xml" href="/anfu.svg">
</head>
<body>
<header>
<img src="/anfu.svg" alt="">
<h1>{words["title"]}</h1>
<span class="state{"" if state.ready else " not"}">{words[pill]}</span>
<nav><a href="/panel/">{words["panel"]}</a> <a href="/panel/board">{words["board"]}</a>
<a href="/api/v1/openapi.json">{words["openapi"]}</a> {words["other"]}</nav>
</header>
<main>
<p class="lead">{words["lead"]}</p>
{trouble}
<h2>{words["walk"]}</h2>
{_walk(words, base)}
<h2>{words["ends"]}</h2>
{_endpoints(topics, language)}
<p><a href="/api/v1/openapi.json">{words["openapi"]}</a> · <a href="/schemas/guidance.json">{words["schema"]}</a></p>
<h2>{words["problems"]}</h2>
<p>{words["problems_lead"]}</p>
{_problems(words)}
<footer>{words["foot"]} {__version__}</footer>
</main>
</body>
</html>
"""


def _walk(words: dict[str, str], base: str) -> str:
    json = "-H 'Content-Type: application/json'"
    steps = (
        (
            "walk_1",
            f'CALL=$(curl -s -X POST {base}/api/v1/calls | sed \'s/.*"id":"\\([^"]*\\)".*/\\1/\'); echo $CALL',
        ),
        (
            "walk_2",
            f"curl -s {base}/api/v1/calls/$CALL/utterances {json} \\\n"
            '  -d \'{"speaker":"customer","text":"这都第三次打电话了，再不退我6000块我就起诉你们！"}\'',
        ),
        ("walk_3", f'curl -s {base}/api/v1/drafts/check {json} -d \'{{"text":"这个绝对不可能"}}\''),
        ("walk_4", f"curl -s -X POST {base}/api/v1/calls/$CALL/end"),
    )
    items = "".join(f"<li>{words[name]}<pre>{escape(command)}</pre></li>" for name, command in steps)
    return f"<ol>{items}</ol><p>{words['token']}</p>"


def _endpoints(topics: Sequence[Topic], language: Language) -> str:
    parts = []
    for topic in topics:
        rows = "".join(
            f'<tr><td class="method">{route.method}</td><td><code>{escape(route.path)}</code></td>'
            f"<td>{escape(route.about[language == 'en'])}</td></tr>"
            for route in topic.routes
        )
        parts.append(f'<h3>{escape(topic.name)}</h3><div class="scroll"><table>{rows}</table></div>')
    return "".join(parts)


def _problems(words: dict[str, str]) -> str:
    bad = Kind(BAD_INPUT, 422, "The request cannot be taken as it is", "its own remedy says what to change")
    kinds = {kind.name: kind for kind in (*KINDS.values(), bad, INTERNAL)}
    rows = "".join(
        f'<tr id="problem-{kind.name}"><td><code>{kind.name}</code></td><td>{kind.status}</td>'
        f"<td>{escape(kind.title)}: {escape(kind.remedy)}</td></tr>"
        for kind in sorted(kinds.values(), key=lambda kind: (kind.status, kind.name))
    )
    head = f"<tr><th>{words['kind']}</th><th>{words['status']}</th><th>{words['means']}</th></tr>"
    return f'<div class="scroll"><table>{head}{rows}</table></div>'
