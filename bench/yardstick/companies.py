"""The calls about companies."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bench.yardstick.auth import CurrentCredential, CurrentUser
from bench.yardstick.database import Session
from bench.yardstick.models import (
    Address,
    Company,
    CustomerGroup,
    Event,
    Membership,
    Tag,
)
from bench.yardstick.schemas import CompanyIn, CompanyList, CompanyOut, OneCompany

router = APIRouter(prefix="/api/v1/{app_id}/organisations")

WHOLE = (
    selectinload(Company.addresses),
    selectinload(Company.tags),
    selectinload(Company.customer_groups),
)
RELATED = {"billing_address", "shipping_address", "tags", "customer_groups"}


@router.get("/{company_id}", response_model=OneCompany)
async def read(
    app_id: UUID, company_id: UUID, session: Session, credential: CurrentCredential
) -> dict[str, Company]:
    """Read one company."""
    _check_app(app_id, credential.app_id)
    company = await session.scalar(
        select(Company)
        .where(Company.app_id == app_id, Company.id == company_id)
        .options(*WHOLE)
    )
    if company is None:
        raise HTTPException(404, "There is no such company.")
    return {"company": company}


@router.get("", response_model=CompanyList)
async def list_all(
    app_id: UUID,
    session: Session,
    credential: CurrentCredential,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: str | None = None,
) -> dict[str, Any]:
    """List the app's companies."""
    _check_app(app_id, credential.app_id)
    query = select(Company).where(Company.app_id == app_id)
    if after is not None:
        query = query.where(Company.id > _read_cursor(after))
    found = await session.scalars(
        query.order_by(Company.id).limit(limit + 1).options(*WHOLE)
    )
    companies = found.all()
    has_more = len(companies) > limit
    companies = companies[:limit]
    cursor = _write_cursor(companies[-1].id) if has_more else None
    return {"companies": companies, "pagination": {"after": cursor, "limit": limit}}


@router.post("", response_model=OneCompany)
async def register(
    app_id: UUID, new: CompanyIn, session: Session, user: CurrentUser
) -> dict[str, Company]:
    """Register a company, and make the caller its admin."""
    _check_app(app_id, user.app_id)
    tags, groups = await _find_labels(session, app_id, new)
    company = Company(
        id=uuid4(),
        app_id=app_id,
        **new.model_dump(exclude=RELATED),
        addresses=[
            *[
                Address(kind="billing", **each.model_dump())
                for each in new.billing_address
            ],
            *[
                Address(kind="shipping", **each.model_dump())
                for each in new.shipping_address
            ],
        ],
        tags=tags,
        customer_groups=groups,
    )
    session.add(company)
    try:
        await session.flush()
    except IntegrityError:
        raise HTTPException(409, "Another company has this number.") from None
    shown = CompanyOut.model_validate(company)
    event = Event(
        app_id=app_id,
        type="company.created",
        subject_id=company.id,
        actor=str(user.id),
        data=shown.model_dump(mode="json"),
    )
    place = Membership(user_id=user.id, company_id=company.id, level="admin")
    session.add_all([place, event])
    await session.commit()
    return {"company": company}


async def _find_labels(
    session: AsyncSession, app_id: UUID, new: CompanyIn
) -> tuple[list[Tag], list[CustomerGroup]]:
    tags = await session.scalars(
        select(Tag).where(Tag.app_id == app_id, Tag.key.in_(new.tags)).order_by(Tag.key)
    )
    groups = await session.scalars(
        select(CustomerGroup)
        .where(
            CustomerGroup.app_id == app_id, CustomerGroup.slug.in_(new.customer_groups)
        )
        .order_by(CustomerGroup.slug)
    )
    found = list(tags), list(groups)
    if len(found[0]) < len(new.tags) or len(found[1]) < len(new.customer_groups):
        raise HTTPException(400, "There is no such tag or group.")
    return found


def _check_app(asked: UUID, own: UUID) -> None:
    if asked != own:
        raise HTTPException(404, "There is no such app.")


def _read_cursor(cursor: str) -> UUID:
    try:
        return UUID(bytes=urlsafe_b64decode(cursor + "=="))
    except ValueError:
        raise HTTPException(400, "This is no cursor.") from None


def _write_cursor(company: UUID) -> str:
    return urlsafe_b64encode(company.bytes).decode().rstrip("=")
