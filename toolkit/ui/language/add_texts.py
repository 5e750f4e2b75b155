"""Texts about pictures that were made elsewhere, in English and Chinese: why one was not added,
and the app's place for dropping them."""

from __future__ import annotations

from collections.abc import Mapping

ADD_TEXTS: Mapping[str, tuple[str, str]] = {
    # The box in the Sweep tab
    "add.title": ("Pictures made elsewhere", "别处生成的图片"),
    "add.files": ("Drop pictures here", "把图片拖到这里"),
    "add.gesture": ("What they should show", "应该表现的手势"),
    "add.any_hand": ("any hand", "任何手势"),
    "add.by": ("Tell them apart by", "按什么区分"),
    "add.by.none": ("nothing", "不区分"),
    "add.name": ("Name of the run", "这一批的名称"),
    "add.name_hint": ("a service, a model, a day", "服务、模型或日期"),
    "add.button": ("Add them", "加入"),
    "add.working": ("Adding the pictures …", "正在加入图片……"),
    "add.done": (
        "{name}: {added} added, {known} there before, {refused} not added.",
        "{name}：加入 {added} 张，原有 {known} 张，未加入 {refused} 张。",
    ),
    "add.more": ("… and {n} more", "……另有 {n} 个"),
    "add.file": ("file", "文件"),
    "add.program": ("made with", "生成程序"),
    "add.download": ("Download", "下载"),
    "add.number": ("no. {n}", "第 {n} 张"),
    "add.unpaired": (
        "These pictures share no seeds, so whole groups are compared, as two samples. On the same "
        "seeds as few pictures would tell more.",
        "这些图片没有相同的种子，因此是整组比较，当作两个独立样本。种子相同时，同样多的图片能说明更多。",
    ),
    "error.no_pictures_dropped": ("Drop some pictures first.", "请先放入图片。"),
    "error.too_many_dropped": (
        "{count} pictures are too many at once; at most {most}.",
        "一次 {count} 张太多，最多 {most} 张。",
    ),
    "error.run_of_sweep": (
        "The run “{got}” was drawn here; pictures cannot be added to it. Choose another name.",
        "“{got}”是在这里生成的，不能往里加图片。请换一个名称。",
    ),
    "error.run_other_axes": (
        "The run “{got}” tells its pictures apart in another way. Choose another name.",
        "“{got}”区分图片的方式不同。请换一个名称。",
    ),
    "error.run_name": (
        "A run cannot be called “{got}”. Choose another name.",
        "不能用“{got}”作名称，请换一个。",
    ),
    # Why something was not added; {name} is the file, or the table and its line
    "refusal.no_file": ("{name}: there is no such file.", "{name}：没有这个文件。"),
    "refusal.not_regular": (
        "{name} is {kind}, no picture file.",
        "{name} 不是图片文件（{kind}）。",
    ),
    "refusal.unreadable": ("{name} cannot be read: {reason}.", "{name} 读不了：{reason}。"),
    "refusal.folder_unreadable": (
        "The folder {name} cannot be listed: {reason}.",
        "文件夹 {name} 打不开：{reason}。",
    ),
    "refusal.too_deep": (
        "The folder {name} lies more than {most} folders deep and was left out.",
        "文件夹 {name} 的层数超过 {most}，没有读取。",
    ),
    "refusal.bad_path": ("{name} is no name of a file: {reason}", "{name} 不能作文件名：{reason}"),
    "refusal.empty": ("{name} is empty (0 bytes).", "{name} 是空文件（0 字节）。"),
    "refusal.too_large": (
        "{name} is larger than {most} bytes.",
        "{name} 超过 {most} 字节。",
    ),
    "refusal.no_picture": (
        "{name} is no picture, or its beginning is damaged.",
        "{name} 不是图片，或者文件开头已损坏。",
    ),
    "refusal.picture_broken": (
        "{name} is damaged; the decoder says: {reason}",
        "{name} 已损坏；解码器报告：{reason}",
    ),
    "refusal.too_many_pixels": (
        "{name} has {width} × {height} pixels; at most {most} in all are taken. Make it smaller.",
        "{name} 有 {width} × {height} 像素，总数最多 {most}。请先缩小。",
    ),
    "refusal.far_too_large": (
        "{name} has far more than {most} pixels, the most that are taken. Make it smaller.",
        "{name} 的像素远多于上限 {most}。请先缩小。",
    ),
    "refusal.too_thin": (
        "{name} has {width} × {height} pixels; thinner than 1 to {most} is not looked at.",
        "{name} 是 {width} × {height} 像素；比 1:{most} 更窄的图片不作判断。",
    ),
    "refusal.crashed": (
        "{name} ended the process that opened it, so it is not kept.",
        "{name} 使打开它的进程中断，没有收入。",
    ),
    "refusal.timed_out": (
        "{name} could not be opened within {seconds} s.",
        "{name} 在 {seconds} 秒内没能打开。",
    ),
    "refusal.not_in_table": (
        "{name} stands in no row of the table.",
        "{name} 不在表格里。",
    ),
    "refusal.missing": (
        "{name}: the picture “{got}” is not among those that were given.",
        "{name}：给出的图片里没有“{got}”。",
    ),
    "refusal.several": (
        "{name}: several of the pictures are called “{got}”. Write its path.",
        "{name}：有几张图片都叫“{got}”，请写明路径。",
    ),
    "refusal.row_twice": (
        "{name}: the picture “{got}” has a row already.",
        "{name}：图片“{got}”已经有一行。",
    ),
    "refusal.row_without_file": ("{name} names no file.", "{name} 没有写文件名。"),
    "refusal.bad_seed": (
        "{name}: the seed “{got}” is no whole number from 0.",
        "{name}：种子“{got}”不是 0 以上的整数。",
    ),
    "refusal.too_long": (
        "{name}: the column “{column}” holds more than {most} characters.",
        "{name}：“{column}”一栏超过 {most} 个字符。",
    ),
    "refusal.unknown_gesture": (
        "{name}: nobody knows the gesture “{got}”.",
        "{name}：没有名为“{got}”的手势。",
    ),
}
