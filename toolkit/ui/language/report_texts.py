"""Texts of the page that `gesture report` writes, in English and Chinese, by the page's own keys.

Those of axes, values and verdicts are the app's own (`toolkit.ui.language.report_words`).
"""

from __future__ import annotations

from collections.abc import Mapping

REPORT_TEXTS: Mapping[str, tuple[str, str]] = {
    # Questions
    "q_yields": ("Which gestures can it draw?", "能画出哪些手势？"),
    "q_words": ("Which words help?", "哪些词有用？"),
    "q_rank": ("Which variant is best?", "哪种写法最好？"),
    "q_agree": ("Do judge and people agree?", "机器与人工判定一致吗？"),
    "q_heat": ("Where does it work?", "哪里行得通？"),
    "pictures": ("Pictures", "图片"),
    "files": ("Tables", "数据表"),
    "contents": ("Contents", "目录"),
    # Head
    "run_line": (
        "Run {id}, begun {begun}: {pictures} of {requested} pictures, {votes} votes",
        "任务 {id}，{begun} 开始：{pictures}/{requested} 张图，{votes} 票",
    ),
    "judged_by": ("Judged by {judge}", "判定者：{judge}"),
    "newest_judge": ("the newest machine judges", "最新的机器判定"),
    "people": ("people", "人工判定"),
    "person": ("a person", "某位评选者"),
    "n_lost": ("{n} pictures could not be read", "{n} 张图无法读取"),
    "needs_scripts": (
        "This report shows its pictures and numbers by scripts, which are turned off here.",
        "此报告需要启用脚本才能显示图片与数字。",
    ),
    "made_with": (
        "Made with gesture report; it asks no network for anything. A view is shared with its "
        "address.",
        "由 gesture report 生成，不访问任何网络；复制地址即可分享当前视图。",
    ),
    "comma": (", ", "，"),
    # Numbers
    "k_of_n": ("{k} of {n}", "{k}/{n}"),
    "passed": (
        "{k} of {n} passed ({share}, 95% interval {low}–{high})",
        "{n} 张中 {k} 张通过（{share}，95% 区间 {low}–{high}）",
    ),
    "n_unsure": ("{n} unsure", "{n} 张不确定"),
    "n_unjudged": ("{n} unjudged", "{n} 张未判定"),
    "from_to": ("{low} to {high}", "{low} 至 {high}"),
    "counts_gesture": (
        "Counted: pictures that show the gesture asked for; the thin line is the 95% interval.",
        "统计：显示了所要手势的图片；细线为 95% 区间。",
    ),
    "counts_form": (
        "Counted: pictures whose hands are well formed; the thin line is the 95% interval.",
        "统计：手形正确的图片；细线为 95% 区间。",
    ),
    "counts_both": (
        "Counted: pictures that show the gesture asked for with well-formed hands; the thin line "
        "is the 95% interval.",
        "统计：手势符合要求且手形正确的图片；细线为 95% 区间。",
    ),
    "nobody_judged": (
        "Nobody has judged these pictures yet.",
        "这些图片尚未判定。",
    ),
    "share": ("passed (share)", "通过（比例）"),
    "passed_head": ("passed", "通过"),
    "interval": ("95% interval", "95% 区间"),
    "unsure_unjudged": ("unsure, unjudged", "不确定、未判定"),
    "gesture": ("gesture", "手势"),
    "form": ("form", "手形"),
    "both": ("both", "两者"),
    "by": ("Count by", "统计变量"),
    # Effects
    "compare_on": ("Compare on", "比较变量"),
    "compared": ("compared", "比较"),
    "change": ("change of the share", "比例变化"),
    "change_head": ("change", "变化"),
    "own_words": ("words of one's own", "自己的措辞"),
    "pairs": ("same seeds", "同种子"),
    "pairs_of_seeds": ("{pairs} pairs, {seeds} seeds", "{pairs} 对，{seeds} 个种子"),
    "two_groups": ("two groups", "两组"),
    "p_holm": ("p (Holm)", "p 值（Holm）"),
    "few_seeds": (
        "So few seeds cannot prove a difference, however large: six are the fewest that can.",
        "种子太少，再大的差别也无法证实：至少需要六个。",
    ),
    "not_paired": (
        "Where no seed is shared, whole groups are compared as two samples: not the same seeds.",
        "没有共同种子时，按两组独立样本比较，而非同种子比较。",
    ),
    "no_effects": (
        "There is nothing to compare: it takes judged pictures of two wordings on the same seeds.",
        "没有可比较的内容：需要两种写法在相同种子上的已判定图片。",
    ),
    "before_after": ("before and after", "前后对比"),
    "strips_title": (
        "Same seeds, before and after: {before} → {after}",
        "同种子前后对比：{before} → {after}",
    ),
    "strip_better": ("Better: {n}", "变好：{n} 对"),
    "strip_worse": ("Worse: {n}", "变差：{n} 对"),
    "strip_same": ("No change: {n}", "不变：{n} 对"),
    "strip_unjudged": ("Not judged: {n}", "未判定：{n} 对"),
    "more": ("More", "更多"),
    # Ranking
    "from": ("From", "依据"),
    "rank_votes": ("people's votes", "人工投票"),
    "rank_verdicts": ("verdicts on the same seeds", "同种子判定结果"),
    "rank_note_votes": (
        "Strengths out of blind votes, in log odds; 0 is the average.",
        "由盲选投票得出的强度（对数几率），0 为平均。",
    ),
    "rank_note_verdicts": (
        "Of two pictures of one seed, the one that passed won; strengths in log odds, 0 is the "
        "average.",
        "同种子的两张图中通过者胜；强度为对数几率，0 为平均。",
    ),
    "votes_more": (
        "About {n} more comparisons would tell first and second apart, if the gap stays as it is.",
        "若差距不变，约需再比较 {n} 次才能分出第一与第二。",
    ),
    "votes_settled": (
        "First and second are told apart by the comparisons that there are.",
        "现有比较已能分出第一与第二。",
    ),
    "votes_unknown": (
        "No number of comparisons can be named yet that would tell first and second apart.",
        "目前尚无法估计分出第一与第二所需的比较次数。",
    ),
    "islands": (
        "Some variants never met, even through others: ranks between those groups say nothing.",
        "部分写法之间没有任何（间接）比较：组间名次没有意义。",
    ),
    "no_ranking": (
        "Nothing to rank yet: rate some pairs in the app, or judge two wordings on shared seeds.",
        "尚无排名：请在应用中评选几对，或判定相同种子上的两种写法。",
    ),
    "variant": ("variant", "写法"),
    "strength": ("strength", "强度"),
    "log_odds": ("log odds", "对数几率"),
    "comparisons": ("comparisons", "比较次数"),
    "record": ("won – lost – equal", "胜–负–平"),
    # Agreement
    "agree_note": (
        "Kappa is agreement beyond chance: 1 is full agreement, 0 what chance would give.",
        "Kappa 为扣除偶然后的一致程度：1 为完全一致，0 为偶然水平。",
    ),
    "no_agreement": (
        "Nothing to compare: it takes two judges, or one and people, on the same pictures.",
        "没有可比较的内容：需要两位判定者（或机器与人工）判定相同图片。",
    ),
    "judges": ("judges", "判定者"),
    "alike": ("answered alike", "判定一致"),
    "alike_head": ("alike", "一致"),
    "kappa": ("kappa (95%)", "Kappa（95%）"),
    "said": ("what they said", "各自判定"),
    # Map and pictures
    "heat_note": (
        "Passed of judged in each place; ? counts unsure ones, – unjudged ones. A click shows the "
        "pictures.",
        "每格为通过数/判定数；? 为不确定，– 为未判定。点击查看图片。",
    ),
    "rows": ("Rows", "行"),
    "columns": ("Columns", "列"),
    "size": ("Size of the pictures", "图片大小"),
    "size_s": ("small", "小"),
    "size_m": ("medium", "中"),
    "size_l": ("large", "大"),
    "all": ("all", "全部"),
    "verdict": ("Verdict", "判定"),
    "pass": ("passed", "通过"),
    "fail": ("failed", "未通过"),
    "unsure": ("unsure", "不确定"),
    "unjudged": ("unjudged", "未判定"),
    "measured": ("measured", "已测量"),
    "only_failures": ("Only failures", "只看未通过"),
    "only_differing": ("Only where a seed's cells differ", "只看同种子结果不同"),
    "clear": ("Clear filters", "清除筛选"),
    "shown": ("{n} of {all} pictures", "{n}/{all} 张图"),
    "show_pictures": ("Show the pictures", "查看图片"),
    "none_shown": ("No picture fits these filters.", "没有符合筛选的图片。"),
    "lost": ("This picture could not be read.", "此图无法读取。"),
    # One picture
    "previous": ("Previous picture", "上一张"),
    "next": ("Next picture", "下一张"),
    "close": ("Close", "关闭"),
    "place": ("{n} of {all}", "{n}/{all}"),
    "keys": (
        "← → next, ↑ ↓ same seed, z zoom, o two in one, Esc close",
        "← → 换图，↑ ↓ 同种子，z 放大，o 叠放，Esc 关闭",
    ),
    "zoom": ("Zoom in or out", "放大或缩小"),
    "two_in_one": ("Two in one", "两图叠放"),
    "slider": ("How much of the first picture is shown", "第一张图显示的宽度"),
    "same_seed": ("Same seed, other words ({n})", "同种子，其他写法（{n}）"),
    "lay_over": ("Lay over", "叠放"),
    "verdicts": ("Verdict", "判定"),
    "no_verdict": ("Nobody has judged this picture.", "此图尚未判定。"),
    "prompt": ("Prompt", "提示词"),
    "negative": ("Negative", "反向词"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "recipe": ("Recipe", "配方"),
    "open_file": ("Open the file", "打开文件"),
    "setting_model": ("model", "模型"),
    "setting_revision": ("revision", "模型版本"),
    "setting_sampler": ("sampler", "采样器"),
    "setting_steps": ("steps", "步数"),
    "setting_guidance": ("guidance", "引导强度"),
    "setting_size": ("size", "尺寸"),
    "setting_dialect": ("dialect", "提示词语法"),
    "setting_control": ("control", "控制"),
    "setting_loras": ("LoRAs", "LoRA 文件"),
    "setting_embeddings": ("embeddings", "嵌入"),
    "setting_mend": ("mended", "修复"),
    "setting_program": ("made with", "生成程序"),
    "setting_file": ("file", "文件"),
    # Tables
    "download_csv": ("Download CSV", "下载 CSV"),
    "files_note": (
        "The same tables as files, for spreadsheets and for notebooks.",
        "同样的数据表文件，供电子表格与笔记本使用。",
    ),
    "table_map": ("Gestures and variants", "手势与写法"),
    "table_yields": ("Yields", "成功率"),
    "table_effects": ("Effects", "效果"),
    "table_agreement": ("Agreement", "一致程度"),
    "table_pictures": ("Pictures", "图片"),
    "table_ranking_votes": ("Ranking by votes", "投票排名"),
    "table_ranking_verdicts": ("Ranking by verdicts", "判定排名"),
}
