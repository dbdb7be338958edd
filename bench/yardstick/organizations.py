"""The calls about customer organizations."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException
from sqlalchemy import ScalarResult, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bench.yardstick.auth import CurrentCredential
from bench.yardstick.database import Session
from bench.yardstick.models import Company, Event, Organization, OrganizationMember
from bench.yardstick.schemas import MembersIn, OrganizationOut

router = APIRouter(prefix="/api/customer-organizations")


@router.post("/{organization_id}/members", response_model=OrganizationOut)
async def add_members(
    organization_id: UUID,
    new: MembersIn,
    session: Session,
    credential: CurrentCredential,
) -> dict[str, Any]:
    """Add customers to an organization."""
    app_id = credential.app_id
    organization = await _hold(session, app_id, organization_id)
    known = await session.scalars(
        select(Company).where(Company.app_id == app_id, Company.id.in_(new.customerIds))
    )
    added = {company.id: company for company in known}
    if unknown := [each for each in new.customerIds if each not in added]:
        raise HTTPException(400, f"These are no customers: {unknown}")
    present = await _members(session, organization_id)
    members = list(present)
    for company in members:
        added.pop(company.id, None)
    added.pop(organization.owner_id, None)
    session.add_all(
        OrganizationMember(organization_id=organization_id, company_id=company)
        for company in added
    )
    session.add(
        Event(
            app_id=app_id,
            type="customer_organization.members_changed",
            subject_id=organization_id,
            actor=credential.client_id,
            data={"added": [str(company) for company in added]},
        )
    )
    await session.commit()
    return {
        "id": organization_id,
        "owner": organization.owner,
        "members": [*members, *added.values()],
    }


async def _hold(
    session: AsyncSession, app_id: UUID, organization_id: UUID
) -> Organization:
    organization = await session.scalar(
        select(Organization)
        .where(Organization.app_id == app_id, Organization.id == organization_id)
        .options(selectinload(Organization.owner))
        .with_for_update()
    )
    if organization is None:
        raise HTTPException(404, "There is no such organization.")
    return organization


async def _members(
    session: AsyncSession, organization_id: UUID
) -> ScalarResult[Company]:
    return await session.scalars(
        select(Company)
        .join(OrganizationMember, OrganizationMember.company_id == Company.id)
        .where(OrganizationMember.organization_id == organization_id)
        .order_by(OrganizationMember.added_at)
    )
