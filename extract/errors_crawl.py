"""Failures of a crawl (JS121 to JS149), which is how documents are acquired: rows of extract/errors.py."""

from __future__ import annotations

from typing import Literal

Row = tuple[str, Literal["skipped", "failed", "partial", "note"], str, str]

CRAWL: dict[str, Row] = {
    "JS121": (
        "acquire",
        "failed",
        "地址不在门户文件列出的主机之内，未请求 / the host is not named in the portal file, not asked: {detail}",
        "如可信，将该主机加入 [[hosts]] / add the host to [[hosts]] if it is trusted",
    ),
    "JS122": (
        "acquire",
        "failed",
        "主机指向内网或本机地址，已拒绝 / the host leads to a private address, refused: {detail}",
        "确为内网门户时设 allow_private = true / set allow_private = true for this host if it is meant",
    ),
    "JS123": (
        "acquire",
        "failed",
        "地址的协议、端口或写法不允许 / the scheme, port or form of the address is not allowed: {detail}",
        "只取 http 和 https；端口写入 ports / only http and https are fetched; name other ports in ports",
    ),
    "JS124": (
        "acquire",
        "failed",
        "重定向过多 / redirected too often: {detail}",
        "在浏览器中查看；不保留 Cookie / look at it in a browser; cookies are not kept",
    ),
    "JS125": (
        "acquire",
        "failed",
        "应答超过大小上限，已中断 / the answer is larger than the limit and was broken off: {detail}",
        "如可信，调高 limits.file_bytes 或 limits.page_bytes / raise limits.file_bytes or limits.page_bytes if trusted",
    ),
    "JS126": (
        "acquire",
        "failed",
        "应答头超过上限，已拒绝 / the header of the answer is larger than the limit, refused: {detail}",
        "向门户反映 / tell the portal; raise limits.header_bytes if it is trusted",
    ),
    "JS127": (
        "acquire",
        "failed",
        "请求超时 / the request took longer than the limit: {detail}",
        "稍后重跑，或调高 limits.seconds / run again later, or raise limits.seconds",
    ),
    "JS128": (
        "acquire",
        "failed",
        "门户返回错误状态 / the portal answered with an error: {detail}",
        "链接可能已失效；稍后重跑 / the link may be dead; run again later",
    ),
    "JS129": (
        "acquire",
        "failed",
        "无法连接 / no connection: {detail}",
        "检查网络和域名，稍后重跑 / check the network and the name, run again later",
    ),
    "JS130": (
        "acquire",
        "failed",
        "TLS 证书无效，已拒绝 / the TLS certificate is not valid, refused: {detail}",
        "向门户反映；证书链不全时用 SSL_CERT_FILE 补充 / tell the portal; SSL_CERT_FILE can add a missing authority",
    ),
    "JS131": (
        "acquire",
        "failed",
        "robots.txt 不允许抓取 / robots.txt does not allow it: {detail}",
        "向门户申请，或人工下载 / ask the portal, or fetch it by hand",
    ),
    "JS132": (
        "acquire",
        "failed",
        "传输中断或损坏 / the transfer broke off or is damaged: {detail}",
        "稍后重跑 / run again later",
    ),
    "JS133": (
        "acquire",
        "failed",
        "应为文件或公开页面，却得到错误页 / an error page instead of the file or page: {detail}",
        "链接可能已失效；在浏览器中查看 / the link may be dead; look at it in a browser",
    ),
    "JS134": (
        "acquire",
        "failed",
        "页面链接过多，均未跟随 / more links on the page than the limit, none followed: {detail}",
        "如可信，调高 limits.links_per_page / raise limits.links_per_page if the page is trusted",
    ),
    "JS135": (
        "acquire",
        "failed",
        "压缩包解开后超过上限，已拒绝 / the archive is larger than the limits when unpacked, refused: {detail}",
        "如可信，调高 limits.archive_* / raise limits.archive_* if it is trusted",
    ),
    "JS136": (
        "acquire",
        "failed",
        "压缩包内的文件名指向包外，未解开 / a name in the archive leads out of it, not unpacked: {detail}",
        "人工检查该压缩包 / look at the archive by hand",
    ),
    "JS137": (
        "acquire",
        "failed",
        "压缩包无法打开 / the archive cannot be opened: {detail}",
        "人工解压后用 juesuan run 读取 / unpack it by hand and give the folder to juesuan run",
    ),
    "JS138": (
        "acquire",
        "skipped",
        "附件不是公开文件类型 / an attachment of a kind that holds no disclosure: {detail}",
        "无需处理 / nothing to do",
    ),
    "JS139": (
        "acquire",
        "failed",
        "抓取结束前未轮到 / not asked before the crawl ended: {detail}",
        "重跑同一命令即可继续 / the same command goes on where this one stopped",
    ),
    "JS140": (
        "acquire",
        "failed",
        "门户要求等待，超过上限 / the portal asks to wait longer than the limit: {detail}",
        "稍后重跑 / run again later, or raise pace.longest_wait",
    ),
    "JS141": (
        "acquire",
        "failed",
        "页面数或层数超过上限，其后未取 / more pages than the limit, the rest is not asked: {detail}",
        "调高 limits.pages / raise limits.pages",
    ),
    "JS142": (
        "acquire",
        "failed",
        "页面上没有找到公开内容 / nothing of a disclosure was found on the page: {detail}",
        "检查门户文件中的选择器 / check the selectors of the portal file against the page",
    ),
    "JS143": (
        "acquire",
        "failed",
        "压缩传输解开后超过上限，已拒绝 / the compressed answer is larger than the limit when unpacked: {detail}",
        "如可信，调高 limits.file_bytes 或 limits.page_bytes / raise limits.file_bytes or limits.page_bytes if trusted",
    ),
    "JS144": (
        "acquire",
        "failed",
        "robots.txt 无法取得，该主机未抓取 / robots.txt cannot be had, its host is left alone: {detail}",
        "稍后重跑 / run again later",
    ),
    "JS145": (
        "acquire",
        "failed",
        "空文件 / the portal sent an empty answer: {detail}",
        "稍后重跑 / run again later",
    ),
}
