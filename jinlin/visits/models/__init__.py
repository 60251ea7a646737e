"""Tables of the app, one module per room."""

from jinlin.visits.models.talents import Skill, Talent, TalentRequest, TalentSkill

__all__ = ["Skill", "Talent", "TalentRequest", "TalentSkill"]
