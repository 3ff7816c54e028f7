"""What a call would become, while the caller speaks: nothing is written."""

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import Language, Now, ReadSession
from ops.repairs import service
from ops.repairs.api_views import place_out, similar_out
from ops.repairs.schemas.suggest import ChoiceOut, MarkOut, PlaceCandidateOut, SuggestedOut, WishIn
from ops.repairs.service import Suggested
from ops.repairs.service.suggesting import Choice, PlaceCandidate

router = ApiRouter(tags=["repairs"])


@router.post("/tickets/suggest", permission="tickets.create")
def suggest(wish: WishIn, session: ReadSession, who: CurrentPrincipal, now: Now, language: Language) -> SuggestedOut:
    """Location candidates, hazard, trade, priority, who is hit, and similar open tickets, each with its reasons."""
    return suggested_out(service.suggest(session, wish.wish(), who=who, now=now), language)


def suggested_out(found: Suggested, language: str) -> SuggestedOut:
    return SuggestedOut(
        marks=[MarkOut.model_validate(mark, from_attributes=True) for mark in found.marks],
        locations=[_place_out(each, language) for each in found.places],
        hazard=_choice_out(found.hazard, language) if found.hazard else None,
        trade=_choice_out(found.trade, language) if found.trade else None,
        priority=_choice_out(found.priority, language),
        affected=[_choice_out(each, language) for each in found.affected],
        spot=found.spot,
        deadlines=found.deadlines,
        similar=[similar_out(each, language) for each in found.similar],
    )


def _choice_out(choice: Choice, language: str) -> ChoiceOut:
    reasons = [reason.render(language) for reason in choice.reasons]
    return ChoiceOut(code=choice.code, reasons=reasons, evidence=choice.evidence)


def _place_out(each: PlaceCandidate, language: str) -> PlaceCandidateOut:
    reasons = [reason.render(language) for reason in each.reasons]
    return PlaceCandidateOut(**place_out(each.location).model_dump(), reasons=reasons)
