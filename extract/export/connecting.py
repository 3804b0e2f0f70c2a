"""A database by its address, also one whose driver is asynchronous.

Prefect brings asyncpg for its own server, so PostgreSQL needs nothing more. Its calls
run in an event loop of this object on a thread of its own, whatever loop the caller has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

#: What a database that cannot be reached or used raises; asyncpg's own errors come through while it connects.
TROUBLE = (DBAPIError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
#: Drivers of addresses that name none.
_DRIVERS = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


#: Seconds that PostgreSQL may take to answer at all, and to do one statement; then the connection is lost.
TO_CONNECT, TO_ANSWER = 30.0, 120.0


class Database:
    """Runs functions of a connection in transactions.

    Parameters
    ----------
    url : str
        Of SQLAlchemy.
    json_serializer : callable
        Prints JSON columns.

    Raises
    ------
    ArgumentError, NoSuchModuleError, ModuleNotFoundError
        Of SQLAlchemy, for an address it does not know or a driver that is missing.
    """

    def __init__(self, url: str, json_serializer: Callable[[Any], str]):
        address = sa.make_url(url)
        address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
        limits = {"timeout": TO_CONNECT, "command_timeout": TO_ANSWER} if address.drivername.endswith("asyncpg") else {}
        self._engine = sa.create_engine(address, json_serializer=json_serializer, connect_args=limits)
        self._loop: asyncio.Runner | None = None
        self._thread: ThreadPoolExecutor | None = None
        if self._engine.dialect.is_async:
            self._async = AsyncEngine(self._engine)
            self._loop = asyncio.Runner()
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    def begin(self, work: Callable[[sa.Connection], T]) -> T:
        """The result of ``work`` in a transaction: all of it is written, or nothing."""
        if self._thread is None:
            with self._engine.begin() as connection:
                return work(connection)

        async def run() -> T:
            async with self._async.begin() as connection:
                return await connection.run_sync(work)

        return self._await(run())

    def close(self) -> None:
        """Give back the connections."""
        if self._thread is None:
            self._engine.dispose()
            return
        assert self._loop is not None
        self._await(self._async.dispose())
        self._thread.submit(self._loop.close).result()
        self._thread.shutdown()

    def _await(self, coroutine: Coroutine[Any, Any, T]) -> T:
        assert self._thread is not None and self._loop is not None
        return self._thread.submit(self._loop.run, coroutine).result()
