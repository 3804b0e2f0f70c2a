"""The failures of runs on many machines: code, then stage, severity, message and remedy (extract.errors)."""

from __future__ import annotations

from extract.errors_crawl import Row

CLUSTER: dict[str, Row] = {
    "JS809": (
        "flow",
        "failed",
        "该机器不能读取此文件 / a machine of the cluster may not read this document: {detail}",
        "各机器须有相同版本与相同路径，改正后重跑 / give every machine the same version and paths, and run again",
    ),
    "JS909": (
        "use",
        "failed",
        "缺少多机扩展 / juesuan was installed without what many machines need: {detail}",
        "运行 pip install 'juesuan[dask]'，或去掉 --runner dask / install the extra, or leave --runner dask out",
    ),
    "JS910": (
        "use",
        "failed",
        "Dask 集群无法使用 / the Dask cluster cannot be used: {detail}",
        "按 docs/scale.md 启动集群后重跑 / start scheduler and workers as docs/scale.md says, and run again",
    ),
}
