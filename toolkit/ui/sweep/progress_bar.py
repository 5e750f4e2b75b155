"""A running or ended sweep in words and a bar."""

from __future__ import annotations

from toolkit.ui.html import notice, text
from toolkit.ui.language.texts import Lang, duration, say
from toolkit.ui.sweep.job import JobState


def status_html(state: JobState, lang: Lang) -> str:
    """Where the sweep stands: stage, count, rate and time left, or how it ended."""
    if state.stage == "over":
        return ended_html(state, lang)
    if state.stopping:
        return notice(say("sweep.stopping", lang))
    progress = state.progress
    if state.stage == "judging":
        done, total = state.judged
        words = [say("sweep.stage.judging", lang)]
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
    return (
        f"<div class='status' role='status'><div class='progress'><i style='width: {share:.1f}%'>"
        f"</i></div><p class='quiet'>{text(' · '.join(words))}</p></div>"
    )


def ended_html(state: JobState, lang: Lang) -> str:
    """How a sweep ended, in one or two sentences."""
    if state.error or state.report is None:
        return notice(state.error, error=True)
    report = state.report
    parts: list[str] = []
    if report.interrupted:
        parts.append(notice(say("sweep.stopped", lang, n=report.remaining)))
    elif state.verdicts is None or state.no_judge or not state.verdicts.looked:
        done = say("sweep.done_unjudged", lang, made=report.made, reused=report.reused)
        parts.append(notice(done))
    else:
        judged = state.verdicts.passed + state.verdicts.failed
        parts.append(
            notice(
                say(
                    "sweep.done",
                    lang,
                    made=report.made,
                    reused=report.reused,
                    passed=state.verdicts.passed,
                    looked=judged,
                )
            )
        )
    for failure in report.failures[:3]:
        words = say("sweep.failed_some", lang, n=failure.count, reason=failure.reason)
        parts.append(notice(words, error=True))
    if state.no_judge:
        parts.append(notice(state.no_judge, error=True))
    return "".join(parts)
