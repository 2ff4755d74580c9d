"""For whoever watches over the server: alive, ready, counters."""

from __future__ import annotations

from anfu.server.api.shapes import Alive
from anfu.server.house import Readiness
from anfu.server.topics import Asked, Reply, Topic

topic = Topic("health", prefix="")


@topic.get("/healthz", "进程活着", "The process answers", gives=Alive, roles=None)
async def healthz(_asked: Asked) -> Alive:
    return Alive()


@topic.get(
    "/readyz", "模型正确、数据库可用，可以接电话", "The model is sound and the store answers: calls can be taken",
    gives=Readiness, roles=None, also=(503,),
)  # fmt: skip
async def readyz(asked: Asked) -> Reply:
    now = await asked.house.readiness()
    return Reply(now, 200 if now.ready else 503)


@topic.get(
    "/metrics",
    "Prometheus 指标",
    "Counters for Prometheus",
    roles=None,
    media="text/plain; version=0.0.4; charset=utf-8",
)
async def metrics(asked: Asked) -> bytes:
    house = asked.house
    figures, now = house.scheduler.figures, house.service.now()
    return house.metrics.text(house.model_ready, house.hub.streams, figures, now).encode()
