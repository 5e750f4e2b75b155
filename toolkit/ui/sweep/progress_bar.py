"""A running or ended sweep in words and a bar."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.judging.looking.judge_run import JudgeReport
from toolkit.ui.html import html, joined, notice, trouble
from toolkit.ui.language.texts import Lang, duration, say
from toolkit.ui.sweep.job import JobState


def status_html(state: JobState, lang: Lang) -> Markup:
    """Where the sweep stands: stage, count, rate and time left, or how it ended."""
    if state.stage == "over":
        return ended_html(state, lang)
    if state.stage == "waiting":
        return notice(say("sweep.waiting", lang, n=state.place))
    if state.stopping:
        return notice(say("sweep.stopping", lang))
    progress = state.progress
    if state.stage == "judging":
        done, total = state.judged
    else:
        done, total = (progress.done, progress.total) if progress else (0, 0)
    words = [say(f"sweep.stage.{state.stage}", lang)]
    if total:
        words.append(f"{done} / {total}")
    if progress and state.stage == "drawing" and progress.images_per_s:
        rate = progress.images_per_s
        words.append(
            say("time.rate", lang, n=f"{rate:.1f}")
            if rate >= 1
            else say("time.each", lang, n=f"{1 / rate:.1f}")
        )
        if progress.left_s:
            words.append(say("time.left", lang, time=duration(progress.left_s, lang)))
    share = 100 * done / total if total else 0
    return html(
        "<div class='status' role='status'><div class='progress'><i style='width: {}%'>"
        "</i></div><p class='quiet'>{}</p></div>",
        f"{share:.1f}",
        " · ".join(words),
    )


def ended_html(state: JobState, lang: Lang) -> Markup:
    """How a sweep ended, in one or two sentences."""
    if state.error is not None:
        return trouble(state.error, lang)
    if state.withdrawn:
        return notice(say("sweep.withdrawn", lang))
    report = state.report
    if report is None:
        return notice(say("sweep.broke", lang, reason=state.crash), error=True)
    drawn = {"made": report.made, "reused": report.reused}
    if report.interrupted:
        parts = [notice(say("sweep.stopped", lang, n=report.remaining))]
    else:
        said = [_count_words(each, lang) for each in state.verdicts if _counted(each)]
        words = (", " if lang == "en" else "，").join(said) or say("sweep.not_judged", lang)
        parts = [notice(say("sweep.done", lang, **drawn, judged=words))]
    for failure in report.failures[:3]:
        words = say("sweep.failed_some", lang, n=failure.count, reason=failure.reason)
        parts.append(notice(words, error=True))
    if state.no_judge is not None:
        parts.append(trouble(state.no_judge, lang))
    return joined(parts)


def _counted(report: JudgeReport) -> int:
    """How many pictures the judge answered for; 0 where it could not be opened."""
    return report.passed + report.failed + report.unsure


def _count_words(report: JudgeReport, lang: Lang) -> str:
    """What a judge counted, as a clause: 12 of 16 show the gesture."""
    key = f"sweep.count.{report.question}"
    return say(key, lang, passed=report.passed, looked=_counted(report))
