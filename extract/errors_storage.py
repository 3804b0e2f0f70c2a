"""The failures of results and caches at an address: code, stage, severity, message, remedy (extract.errors)."""

from __future__ import annotations

from extract.errors_crawl import Row

STORAGE: dict[str, Row] = {
    "JS911": (
        "use",
        "note",
        "缓存地址无法使用，不用它继续 / the address of the cache cannot be used, the run goes on without it: {detail}",
        "检查 --cache 与环境中的凭据 / check --cache and the credentials in the environment",
    ),
    "JS912": (
        "use",
        "failed",
        "该地址无法使用 / the address cannot be used: {detail}",
        "检查地址与环境中的凭据后重跑；已读完的仍在工作文件夹中 / check address and credentials, and run again; "
        "what was read stands in the working folder",
    ),
    "JS913": (
        "use",
        "failed",
        "另一个运行正在写入该结果地址 / another run is writing to the address of results: {detail}",
        "等它结束后重跑；确知它已不在时，删除上述锁对象再重跑 / run again when it has ended; if you know that it is "
        "gone, delete the lock named here and run again",
    ),
    "JS914": (
        "use",
        "note",
        "暂时无法上传，结束前再试 / could not be published for now, tried again before the run ends: {detail}",
        "无需处理；仍不成时以 JS912 结束 / nothing to do; if it still fails the run ends with JS912",
    ),
}
