"""What the app says to strangers, in English and Chinese: the foot of the page, what is refused."""

from __future__ import annotations

from collections.abc import Mapping

SERVING_TEXTS: Mapping[str, tuple[str, str]] = {
    "foot.votes.dataset": (
        "Votes are on this server's disk at once and go to the open dataset within a minute",
        "投票立即写入本机磁盘，并在一分钟内存入公开数据集",
    ),
    "foot.votes.waiting": (
        "The dataset cannot be reached: votes are on this server's disk and go there later",
        "暂时连不上数据集：投票已写入本机磁盘，稍后补存",
    ),
    "foot.votes.until_restart": (
        "Votes are kept until this Space restarts: it has no dataset to keep them in",
        "投票只保留到本空间重启：没有配置存放投票的数据集",
    ),
    "foot.votes.disk": (
        "Votes are kept on this server's disk",
        "投票保存在本服务器的磁盘上",
    ),
    "foot.no_judge": ("the judge is on its way", "判定模型正在获取中"),
    "foot.limits": (
        "{plan} pictures a plan, {hour} an hour; your pictures go after {days} days",
        "每个计划最多 {plan} 张，每小时 {hour} 张；您的图片 {days} 天后删除",
    ),
    "foot.kept": ("What is kept of me?", "会留下我的哪些信息？"),
    "foot.kept.1": (
        "A cookie with a random number, so that your runs are yours. No name, no address, no "
        "account; network addresses are counted for an hour against abuse and not written down.",
        "一个含随机数的 Cookie，用来认出哪些是您的生成。不留姓名、地址或账号；"
        "网络地址只为防滥用计数一小时，不写入磁盘。",
    ),
    "foot.kept.2": (
        "Your votes, under a number that nobody can trace back: which pair, which answer, how "
        "long it took. They are open under CC0 1.0.",
        "您的投票，记在一个无法追溯的编号下：哪一对、怎么答、用了多久。按 CC0 1.0 公开。",
    ),
    "foot.kept.3": (
        "Your words and pictures, which nobody but you and whoever runs this app can see; they "
        "are deleted by themselves after some days.",
        "您的文字和图片，只有您和本应用的管理者看得到；几天后自动删除。",
    ),
    "foot.kept.4": (
        "To delete them now, press “Delete” beside a run in Results. To delete your votes too, "
        "take them back in Rate, or ask whoever runs this app.",
        "要立即删除，请在“结果”里点该次生成旁的“删除”；要删投票，请在“评分”里撤回，或联系管理者。",
    ),
    "error.no_cookie": (
        "This needs a cookie, so that what you do is yours. Let this page set cookies and load "
        "it again.",
        "这需要 Cookie 来认出是您的操作。请允许本页使用 Cookie 后重新载入。",
    ),
    "error.plan_too_large_here": (
        "The plan asks for {count} new pictures; here a plan may have {most}. Take fewer seeds or "
        "values, or run it on a machine of your own.",
        "计划要新绘 {count} 张；这里每个计划最多 {most} 张。"
        "请减少种子或取值，或在自己的机器上运行。",
    ),
    "error.hour_used_up": (
        "You may draw {most} more pictures in this hour; the plan asks for {count}. Take fewer, "
        "or come back later.",
        "这一小时您还可以画 {most} 张，计划要 {count} 张。请减少，或稍后再来。",
    ),
    "error.hour_used_up_by_all": (
        "All visitors together have used up this hour's pictures. Look at what is there, rate, "
        "or come back later.",
        "这一小时的总额度已用完。可以先看看已有的结果、评分，或稍后再来。",
    ),
    "error.line_full": (
        "You have as many sweeps in the line as one may have ({most}). Wait until one has ended, "
        "or stop it.",
        "您排队的生成已达上限（{most} 项）。请等其中一项结束，或将它停止。",
    ),
    "error.run_name_taken": (
        "Another run is called “{got}”. Choose another name.",
        "已有名为“{got}”的生成，请换一个名字。",
    ),
    "error.note_too_long": (
        "The note has {count} characters; at most {most}.",
        "备注有 {count} 个字符，最多 {most} 个。",
    ),
    "error.gpu_refused": (
        "The GPU was not given: {got}. What needs none goes on: Thumbelina draws without it.",
        "没有分到 GPU：{got}。不需要 GPU 的照常：拇指姑娘不用 GPU 也能画。",
    ),
    "error.stopped_early": (
        "Stopped; what is finished is kept. Run goes on from here.",
        "已停止；完成的都保留，再按“运行”可继续。",
    ),
    "error.too_many_votes": (
        "That is faster than anybody can look. Wait a moment; nothing is lost.",
        "比任何人看图都快了。请稍等片刻，已答的都保留。",
    ),
}
