"""The application: `uvicorn bench.yardstick.service:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from bench.yardstick import companies, organizations
from bench.yardstick.database import engine


@asynccontextmanager
async def _live(_app: FastAPI) -> AsyncIterator[None]:
    yield
    await engine.dispose()


app = FastAPI(title="Yardstick", lifespan=_live)
app.include_router(companies.router)
app.include_router(organizations.router)


@app.get("/health/ready")
async def ready() -> dict[str, str]:
    """Tell that it serves."""
    return {"status": "ready"}
