"""Texts of the Results tab's story, of its runs, and of a picture's drawer."""

from __future__ import annotations

from collections.abc import Mapping

RESULTS_TEXTS: Mapping[str, tuple[str, str]] = {
    # A picture's drawer
    "picture.previous": ("Previous picture (←)", "上一张（←）"),
    "picture.next": ("Next picture (→)", "下一张（→）"),
    "picture.larger": ("Zoom in (+)", "放大（+）"),
    "picture.smaller": ("Zoom out (−)", "缩小（−）"),
    "picture.lay_over": ("Lay over", "叠放"),
    "picture.alone": ("One picture alone", "只看一张"),
    "picture.overlay": ("How much of the left picture is shown", "左图显示的宽度"),
    # Runs
    "runs.star": ("Star this run", "加星标"),
    "runs.unstar": ("Take the star away", "取消星标"),
    "runs.counts": (
        "{made} of {requested} pictures · {votes} votes · {date}",
        "{made}/{requested} 张图 · {votes} 票 · {date}",
    ),
    "runs.edit": ("Name and note", "名称与备注"),
    "runs.name": ("Name", "名称"),
    "runs.note": ("Note", "备注"),
    "runs.save": ("Save", "保存"),
    "runs.saved": ("Saved.", "已保存。"),
    "runs.delete": ("Delete …", "删除……"),
    "runs.report": ("Report", "报告"),
    "runs.report_ready": (
        "The report is ready: {n} pictures, {size} MB. Unpack it and open index.html.",
        "报告已就绪：{n} 张图，{size} MB。解压后打开 index.html。",
    ),
    "runs.report_download": ("Download the report (ZIP)", "下载报告（ZIP）"),
    "error.report_large": (
        "{count} pictures are too many for a report out of the app, which makes up to {most}. In "
        "a terminal: {command}",
        "{count} 张图过多，应用内报告最多 {most} 张。请在终端运行：{command}",
    ),
    "runs.delete_title": ("Delete “{name}” for good?", "永久删除“{name}”？"),
    "runs.delete_goes": (
        "{pictures} pictures go with it, {verdicts} verdicts about them ({people} by people), and "
        "{votes} votes.",
        "一并删除 {pictures} 张图、{verdicts} 条判定（其中人工 {people} 条）和 {votes} 票。",
    ),
    "runs.delete_shared": (
        "{shared} pictures stay, because other runs have them too.",
        "{shared} 张图因其他任务也在使用而保留。",
    ),
    "runs.delete_yes": ("Delete for good", "永久删除"),
    "runs.delete_no": ("Keep it", "保留"),
    "runs.deleted": ("The run is gone, with {n} pictures.", "已删除该任务及 {n} 张图。"),
    "error.run_not_yours": (
        "Only whoever made a run may change it.",
        "只有任务的创建者可以更改它。",
    ),
    "error.run_drawing": (
        "This run is being drawn. Stop its sweep first.",
        "该任务正在生成，请先停止。",
    ),
    "error.no_such_set": (
        "These pictures are not known. Choose them in a figure.",
        "无法识别所选图片，请在图表中选择。",
    ),
    # Questions
    "results.gestures": ("Which gestures can this model draw?", "这个模型能画出哪些手势？"),
    "results.agree": ("Do judge and people agree?", "机器与人工判定一致吗？"),
    "results.heat": ("Where does it work?", "哪里行得通？"),
    "results.parquet": ("Parquet", "Parquet"),
    "results.csv": ("CSV", "CSV"),
    "results.download_table": ("Download the table:", "下载表格："),
    # Heat map
    "results.heat_note": (
        "Passed of judged in each place: ✓ all, ◐ some, ✗ none, – unjudged. A press shows the "
        "pictures.",
        "每格为通过数/判定数：✓ 全部，◐ 部分，✗ 无，– 未判定。点按查看图片。",
    ),
    "results.heat_one": (
        "There is one variant only: the bars above say all of it.",
        "只有一种写法：上面的条形图已包含全部信息。",
    ),
    "results.heat_cut": ("The first {n} of {total} gestures.", "前 {n} 个手势，共 {total} 个。"),
    "results.heat_axis": (
        "So many variants do not fit: the columns are the values of “{axis}”.",
        "写法过多，列为“{axis}”的取值。",
    ),
    "results.table": ("As a table", "以表格显示"),
    # Ranking
    "results.votes_more": (
        "About {n} more votes would tell first and second apart, if the gap stays as it is.",
        "若差距不变，约需再投 {n} 票才能分出第一与第二。",
    ),
    "results.votes_settled": (
        "First and second are told apart by the votes that there are.",
        "现有投票已能分出第一与第二。",
    ),
    "results.all_ties": (
        "Every vote was a tie: no variant is better than another so far.",
        "所有投票都是平局：目前没有哪种写法更好。",
    ),
    # Agreement
    "results.agree_none": (
        "Nobody has said yet what the judge says too. Rate some pictures: the judge is then held "
        "against people.",
        "尚无人工判定可与机器对照。先评选一些图片，即可比较机器与人工。",
    ),
    "results.agree_both": (
        "{judge} and people both looked at {n} pictures: alike in {k} of them.",
        "{judge}与人工都看过 {n} 张图：其中 {k} 张判定一致。",
    ),
    "results.agree_precision": (
        "Of what the judge passed, people passed {share} ({k} of {n}, 95 %: {low} – {high}).",
        "机器判为通过的图中，人工也通过 {share}（{k}/{n}，95%：{low} – {high}）。",
    ),
    "results.agree_recall": (
        "Of what people passed, the judge found {share} ({k} of {n}, 95 %: {low} – {high}).",
        "人工通过的图中，机器也通过 {share}（{k}/{n}，95%：{low} – {high}）。",
    ),
    "results.agree_few": (
        "So few pictures say little: the intervals are wide.",
        "图片太少，说明不了多少：区间很宽。",
    ),
    "results.agree_kappa": (
        "Kappa, agreement beyond chance: {kappa} ({low} – {high}).",
        "Kappa（扣除偶然的一致程度）：{kappa}（{low} – {high}）。",
    ),
    "results.agree_judge": ("judge", "机器"),
    "results.agree_people": ("people", "人工"),
    "results.col.judge": ("judge said", "机器判定"),
    "results.col.people": ("people said", "人工判定"),
    "results.col.count": ("pictures", "图片数"),
    # The pictures behind a figure
    "set.all": ("All {n}", "全部 {n}"),
    "set.fail": ("Failed {n}", "未通过 {n}"),
    "set.unsure": ("Unsure {n}", "不确定 {n}"),
    "set.differs": ("Differ on a seed {n}", "同种子结果不同 {n}"),
    "set.none": ("No picture fits this.", "没有符合条件的图片。"),
    "set.everything": ("All pictures", "全部图片"),
    "set.cut": ("The first {n} of {total}.", "前 {n} 张，共 {total} 张。"),
    "set.more": ("Show more", "显示更多"),
    "set.filter": ("Which pictures", "显示哪些图片"),
    "set.change": ("Same seeds: {before} → {after}", "同种子：{before} → {after}"),
    "set.better": ("Better: {n}", "变好：{n} 对"),
    "set.worse": ("Worse: {n}", "变差：{n} 对"),
    "set.same": ("No change: {n}", "不变：{n} 对"),
    "set.unjudged": ("Not judged: {n}", "未判定：{n} 对"),
    "set.no_pairs": (
        "These two share no seed: there is nothing to lay side by side.",
        "两者没有共同种子：无法并排比较。",
    ),
    "set.open": ("Show the pictures: {what}", "查看图片：{what}"),
}
