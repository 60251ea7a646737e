"""The door of people: what other apps may call."""

from jinlin.people.models import AccessToken, Account, Consent, Household, Look, Person
from jinlin.people.sealed import SealedField, key_of

__all__ = ["AccessToken", "Account", "Consent", "Household", "Look", "Person", "SealedField", "key_of"]
