"""The shapes of segments: in the API, and in the builder's form."""

from services.notifications.segments.schemas.builder import Builder
from services.notifications.segments.schemas.shapes import (
    ConditionsIn,
    CountOut,
    ExplanationOut,
    MemberList,
    SegmentIn,
    SegmentList,
    SegmentOut,
    SegmentPatch,
    SegmentVersions,
)

__all__ = [
    "Builder",
    "ConditionsIn",
    "CountOut",
    "ExplanationOut",
    "MemberList",
    "SegmentIn",
    "SegmentList",
    "SegmentOut",
    "SegmentPatch",
    "SegmentVersions",
]
