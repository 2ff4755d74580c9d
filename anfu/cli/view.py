"""The picture of a replayed call: bubbles left and right, and between them what the agent is told."""

from __future__ import annotations

from collections.abc import Iterable

from rich.align import Align
from rich.box import ROUNDED
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from anfu.guidance import Guidance
from anfu.labels import Language, LevelId, Speaker
from anfu.playbook import Playbook
from anfu.reading import AgentReading, Span
from anfu.reason import Reason

_NUMBERS = "①②③④⑤"
_LEVELS: dict[LevelId, str] = {
    0: "white on grey37",
    1: "bold white on red",
    2: "bold white on dark_orange3",
    3: "black on gold3",
}
_MOODS = {"calm": "green", "anxious": "yellow", "disappointed": "blue", "angry": "red"}
_WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "customer": "客户", "agent": "坐席", "say": "可以说", "avoid": "别说", "ask": "可以问",
        "repair": "补救", "filed": "已自动提工单 {}", "upgraded": "工单 {} 已升级",
        "proposed": "建议提工单", "missing": "还差",
        "promise": "承诺", "beyond": "超权限", "plan": "注意",
    },
    "en": {
        "customer": "Customer", "agent": "Agent", "say": "Say", "avoid": "Not", "ask": "Ask",
        "repair": "Repair", "filed": "Ticket {} filed", "upgraded": "Ticket {} upgraded",
        "proposed": "A ticket is advised", "missing": "Still missing",
        "promise": "Promise", "beyond": "beyond authority",
        "plan": "Note",
    },
}  # fmt: skip


class View:
    """Prints one call. It remembers what was shown, and shows again only what changed."""

    def __init__(self, console: Console, book: Playbook, language: Language) -> None:
        self._console = console
        self._book = book
        self._language: Language = language
        self._words = _WORDS[language]
        self._reasons: tuple[Reason, ...] = ()
        self._warned: frozenset[str] = frozenset()
        self._promises = 0

    def title(self, name: str) -> None:
        """The head of a call."""
        self._console.print(Rule(f"[bold]{name}[/]", style="dim"))

    def turn(self, speaker: Speaker, text: str, guidance: Guidance) -> None:
        """One utterance, and the guidance that follows it."""
        self._console.print(self._bubble(speaker, text, guidance))
        advice = list(self._news(guidance))
        if speaker == "customer":
            advice += [self._progress(guidance), *self._advice(guidance)]
        elif guidance.repair.note:
            advice.append(self._line("plan", guidance.repair.note, "yellow"))
        if advice:
            self._console.print(Padding(Group(*advice), (0, 0, 1, 4)))

    def end(self, guidance: Guidance) -> None:
        """What is still missing when the last word was spoken."""
        self._console.print(Rule(style="dim"))
        self._console.print(self._progress(guidance))
        names = {node.id: node.name.to(self._language) for node in self._book.checklist.nodes}
        nodes = Text("  ").join(
            Text(f"{'✓' if node.done else '○'} {names[node.id]}", style="green" if node.done else "red")
            for node in guidance.checklist
        )
        self._console.print(nodes)

    def _bubble(self, speaker: Speaker, text: str, guidance: Guidance) -> RenderableType:
        """The words with their evidence marked, left for the customer and right for the agent."""
        words, reading = Text(text), guidance.reading
        if isinstance(reading, AgentReading):
            _mark(words, "underline bold red", (taboo.span for taboo in reading.taboos))
            told = [*(act.id for act in reading.agent_acts), *(f"✗{taboo.id}" for taboo in reading.taboos)]
            under, colour = " ".join(told), "cyan"
        else:
            _mark(words, "underline", reading.facts.spans.values())
            _mark(words, "bold underline dark_orange3", (signal.span for signal in reading.signals))
            mood = f"{self._book.feeling(reading.emotion.label, self._language)}{'●' * reading.emotion.intensity}"
            signals = " ".join(signal.id for signal in reading.signals)
            under, colour = (
                f"{reading.kind} · {reading.act} · {mood} {signals}".rstrip(),
                _MOODS[reading.emotion.label],
            )
        panel = Panel(
            words,
            title=self._words[speaker],
            title_align="left" if speaker == "customer" else "right",
            subtitle=Text(under, style="dim") if under else None,
            subtitle_align="left" if speaker == "customer" else "right",
            border_style=colour,
            box=ROUNDED,
            width=self._width(text, under),
        )
        return panel if speaker == "customer" else Align.right(panel)

    def _width(self, *texts: str) -> int:
        widest = max(cell_len(line) for text in texts for line in (text or " ").split("\n"))
        return max(14, min(widest + 6, int(self._console.width * 0.7)))

    def _news(self, guidance: Guidance) -> Iterable[Text]:
        """A level that rose, a ticket, a promise: shown at the turn they happen."""
        level, ticket = guidance.level, guidance.ticket
        if level.reasons != self._reasons:
            self._reasons = level.reasons
            codes = " ".join(code for code in (level.cr, level.priority) if code)
            why = "；".join(f"{reason.source}「{reason.evidence}」" for reason in level.reasons)
            yield Text.assemble(
                (f" {codes} {level.name} ", _LEVELS[level.id]), f" {why}", (f"  {level.duty}", "dim")
            )
        if ticket.action in ("filed", "upgraded"):
            clocks = "  ".join(f"{due.name} {due.due:%H:%M}" for due in ticket.due[:4])
            banner = f" ▶ {self._words[ticket.action].format(ticket.id)} "
            yield Text.assemble((banner, "bold black on bright_cyan"), (f"  {clocks}", "dim"))
        for promise in guidance.promises[self._promises :]:
            style = "" if promise.within_authority else "bold red"
            beyond = "" if promise.within_authority else f"（{self._words['beyond']}）"
            yield self._line("promise", f"{promise.text}{beyond} → {promise.due:%m-%d %H:%M}", style)
        self._promises = len(guidance.promises)

    def _progress(self, guidance: Guidance) -> Text:
        """The five steps with the present one lit; below, the beats of the repair while one is due."""
        now, repair = guidance.step, guidance.repair
        steps = Text(" ").join(
            Text(
                f"{_NUMBERS[index - 1]}{step.name.to(self._language)}",
                style="bold reverse" if step.id == now.id else "green" if index < now.index else "dim",
            )
            for index, step in enumerate(self._book.steps.steps, 1)
        )
        if repair.stage is None:
            return steps
        beats = Text(" ").join(
            Text(
                f"{'●' if beat.id in repair.done else '◉' if beat.id == repair.stage else '○'}"
                f"{beat.name.to(self._language)}",
                style="bold magenta"
                if beat.id == repair.stage
                else "green"
                if beat.id in repair.done
                else "dim",
            )
            for beat in self._book.repair.beats
        )
        return Text.assemble(steps, "\n", (f"{self._words['repair']}  ", "dim"), beats)

    def _advice(self, guidance: Guidance) -> Iterable[Text]:
        for plan in guidance.plans:
            yield self._line("plan", plan, "yellow")
        if guidance.repair.note:
            yield self._line("plan", guidance.repair.note, "yellow")
        for say in guidance.say:
            yield self._line("say", say.text, "bold green")
        for avoid in guidance.avoid:
            if avoid.text not in self._warned:
                yield self._line("avoid", f"{avoid.text} → {avoid.instead}", "red")
        self._warned = frozenset(avoid.text for avoid in guidance.avoid)
        if guidance.ask:
            yield self._line("ask", guidance.ask, "cyan")

    def _line(self, label: str, text: str, style: str) -> Text:
        return Text.assemble((f"{self._words[label]}  ", "dim"), (text, style))


def _mark(words: Text, style: str, spans: Iterable[Span]) -> None:
    for span in spans:
        words.stylize(style, *span)
