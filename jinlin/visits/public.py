"""What other apps may call of visits."""

from jinlin.visits.models import Skill, Talent, TalentRequest, TalentSkill
from jinlin.visits.talents.skills import load_skills

__all__ = ["Skill", "Talent", "TalentRequest", "TalentSkill", "load_skills"]
