"""Elections of committees: the residents' register, candidates, stations, ballots given, blind count sheets, winners."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from jinlin.ballots.elections import words
from jinlin.ballots.elections.owners_procedure import COMMITTEE
from jinlin.ballots.elections.procedure import ELECTION
from jinlin.base.models import Threaded
from jinlin.base.sealed import SealedField

ACCOUNT = settings.AUTH_USER_MODEL


def _choices(choices: object) -> list[tuple[str, str]]:
    return [(one.code, one.words.late()) for one in choices]  # type: ignore[attr-defined]


class Election(Threaded):
    """One election (by-election, recall) of a residents' committee, from the register to the end of the term.

    ``plan`` is what the present round decides: seats by post and the candidates on the ballot; ``results`` holds
    each round as announced. Nothing in it says how anybody voted: ballots are paper, cast in a booth.
    """

    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="elections")
    state = models.CharField(max_length=12, default=ELECTION.start)
    purpose = models.CharField(max_length=12, choices=_choices(words.PURPOSES), default="regular")
    mode = models.CharField(max_length=16, choices=_choices(words.MODE_CHOICES), blank=True)
    seats_chair = models.SmallIntegerField(default=1)
    seats_vice = models.SmallIntegerField(default=1)
    seats_member = models.SmallIntegerField(default=3)
    voting_on = models.DateField(null=True)
    by_proxy = models.BooleanField(default=False)
    term_from = models.DateField(null=True)
    term_until = models.DateField(null=True, help_text="last day of the term; a by-election serves the rest")
    round = models.SmallIntegerField(default=1)
    plan = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    printed = models.IntegerField(default=0, help_text="ballots printed for this round")
    backers = models.IntegerField(default=0, help_text="who asked for the recall")
    reply = models.TextField(blank=True, help_text="what those named in a recall answer")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="further")
    region = models.CharField(max_length=10, default="national")
    made_by = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    listed_on = models.DateField(null=True)
    objections_until = models.DateField(null=True)
    candidates_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    handed_over_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in ELECTION.states]), name="election_state"
            )
        ]
        indexes = [models.Index(fields=["place", "-id"], name="election_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def seats(self) -> dict[str, int]:
        """Seats by post, those without any left out."""
        all_posts = {"chair": self.seats_chair, "vice": self.seats_vice, "member": self.seats_member}
        return {post: count for post, count in all_posts.items() if count}


class Officer(models.Model):
    """A member of the election committee; whoever stands, or is related to one who does, leaves and is replaced by votes."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="officers")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=10, choices=_choices(words.DUTIES), default="member")
    votes = models.IntegerField(default=0, help_text="by which substitutes move up")
    left_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["election", "id"]

    def __str__(self) -> str:
        return self.name


class Voter(models.Model):
    """One row of the register: one who may vote (a voter, a household's representative, a representative). Never deleted."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="voters")
    number = models.IntegerField()
    name = models.CharField(max_length=60)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    where = models.CharField(
        max_length=60, blank=True, help_text="building and room, or the group represented"
    )
    kind = models.CharField(max_length=16, choices=_choices(words.VOTER_KINDS), default="local")
    struck_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why added late, or struck")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="voter_number_once"),
            models.UniqueConstraint(
                fields=["election", "person"],
                condition=Q(struck_at__isnull=True, person__isnull=False),
                name="voter_once",
            ),
        ]
        indexes = [models.Index(fields=["election", "name"], name="voter_name")]

    def __str__(self) -> str:
        return self.name


class VoterObjection(models.Model):
    """What somebody says against the register, until when it is to be answered, and the answer; both stay."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="objections")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    upheld = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["election"], name="voter_objection_open", condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Candidate(models.Model):
    """Somebody proposed for a post (or named in a recall): by whom, whether the check let them stand, and why not."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="candidates")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=8, choices=_choices(words.POSTS), default="member")
    woman = models.BooleanField(
        default=False, help_text="asked only because the law wants at least one woman"
    )
    proposed_by = models.CharField(max_length=10, choices=_choices(words.PROPOSED_BY))
    backers = models.IntegerField(default=0)
    about = models.TextField(blank=True)
    standing = models.CharField(max_length=10, choices=_choices(words.STANDINGS), default="proposed")
    ground = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "name", "post"], name="candidate_once")]
        ordering = ["election", "id"]

    def __str__(self) -> str:
        return self.name


class Station(models.Model):
    """A place to vote in one round: its box, its secret booth, what came back, and who closed it."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="stations")
    round = models.SmallIntegerField(default=1)
    name = models.CharField(max_length=40)
    where = models.CharField(max_length=80)
    mobile = models.BooleanField(default=False, help_text="a box carried to those who cannot come")
    booth = models.BooleanField(default=False)
    returned = models.IntegerField(
        null=True, help_text="ballots in the box, counted by hand before they are read"
    )
    closed_at = models.DateTimeField(null=True)
    witnesses = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "round", "name"], name="station_once")]
        ordering = ["election", "id"]

    def __str__(self) -> str:
        return self.name


class BallotGiven(models.Model):
    """A blank ballot was given for a voter in a round, at a station, to the voter or the agent. It carries no number."""

    voter = models.ForeignKey(Voter, models.PROTECT, related_name="given")
    round = models.SmallIntegerField()
    station = models.ForeignKey(Station, models.PROTECT, related_name="given")
    agent = models.ForeignKey(Voter, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voter", "round"], name="ballot_given_once")]

    def __str__(self) -> str:
        return f"ballot of voter {self.voter_id}"


class VoterProxy(models.Model):
    """A voter asks another in writing to vote: at most three for one agent, never a candidate; the list is published."""

    voter = models.ForeignKey(Voter, models.PROTECT, related_name="proxies")
    agent = models.ForeignKey(Voter, models.PROTECT, related_name="agencies")
    round = models.SmallIntegerField(default=1)
    signed_on = models.DateField()
    by = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "round"], name="voter_proxy_once"),
            models.CheckConstraint(condition=~Q(voter=F("agent")), name="voter_proxy_another"),
        ]

    def __str__(self) -> str:
        return f"proxy of voter {self.voter_id}"


class CountEntry(models.Model):
    """One clerk's count sheet of one box; turns 1 and 2 are blind to each other, turn 3 settles a difference."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="entries")
    turn = models.SmallIntegerField()
    account = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    session = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    numbers = SealedField(help_text="valid ballots and votes by candidate")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "turn"], name="count_turn_once"),
            models.UniqueConstraint(fields=["station", "account"], name="count_person_once"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2, 3]), name="count_turn"),
        ]

    def __str__(self) -> str:
        return f"sheet {self.turn} of station {self.station_id}"


class Signature(models.Model):
    """Somebody signed the minutes of an election, by account, in a capacity; once each."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="signatures")
    account = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    capacity = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="of the minutes as they were signed")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "account"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.capacity}"


class Winner(models.Model):
    """Who was elected to which post, in which round, with how many votes; the seat; when and why it ended early."""

    candidate = models.OneToOneField(Candidate, models.PROTECT, related_name="won")
    post = models.CharField(max_length=8, choices=_choices(words.POSTS))
    round = models.SmallIntegerField()
    votes = models.IntegerField()
    tenure = models.ForeignKey("organisations.Tenure", models.PROTECT, null=True, related_name="+")
    left_on = models.DateField(null=True)
    why = models.CharField(max_length=10, choices=_choices(words.LEFT), blank=True)

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.post}"


class Committee(Threaded):
    """One election of an owners' committee and the committee that came of it, until its term ends.

    The vote itself is an owners' decision (``decision``) with one motion a candidate: its roll, board, paper and count.
    """

    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="committees")
    state = models.CharField(max_length=12, default=COMMITTEE.start)
    purpose = models.CharField(max_length=12, choices=_choices(words.OWNERS_PURPOSES), default="regular")
    size = models.SmallIntegerField(null=True)
    alternates = models.SmallIntegerField(default=0)
    term_years = models.SmallIntegerField(null=True)
    term_from = models.DateField(null=True)
    term_until = models.DateField(null=True)
    region = models.CharField(max_length=10, default="national")
    decision = models.OneToOneField("ballots.Decision", models.PROTECT, null=True, related_name="committee")
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="further")
    made_by = models.ForeignKey(ACCOUNT, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    group_on = models.DateField(null=True, help_text="preparatory group set up")
    noticed_on = models.DateField(null=True)
    vote_from = models.DateField(null=True, help_text="the first day on which the vote may be called")
    elected_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    file_by = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    filing_number = models.CharField(max_length=60, blank=True)
    papers = models.JSONField(default=list, help_text="papers handed in for filing")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in COMMITTEE.states]), name="committee_state"
            )
        ]
        indexes = [models.Index(fields=["place", "-id"], name="committee_place")]

    def __str__(self) -> str:
        return self.title


class GroupMember(models.Model):
    """A member of the group that prepares the election: an odd number, half of them owners or more."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="group")
    name = models.CharField(max_length=60)
    side = models.CharField(max_length=10, choices=_choices(words.SIDES))
    leads = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["committee", "id"]

    def __str__(self) -> str:
        return self.name


class CommitteeSeat(models.Model):
    """Somebody who stands for an owners' committee: proposed, checked, voted on (``item``), elected or alternate, in office."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="people")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=40)
    about = models.TextField(blank=True)
    standing = models.CharField(max_length=10, choices=_choices(words.STANDINGS), default="proposed")
    reason = models.CharField(max_length=200, blank=True)
    item = models.CharField(max_length=8, blank=True, help_text="code of the motion in the decision")
    outcome = models.CharField(max_length=12, choices=_choices(words.OUTCOMES), blank=True)
    by_votes = models.SmallIntegerField(default=0)
    post = models.CharField(max_length=8, choices=_choices(words.POSTS), blank=True)
    tenure = models.ForeignKey("organisations.Tenure", models.PROTECT, null=True, related_name="+")
    left_on = models.DateField(null=True)
    why = models.CharField(max_length=10, choices=_choices(words.LEFT), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "name", "unit"], name="committee_person_once")
        ]
        ordering = ["committee", "id"]

    def __str__(self) -> str:
        return self.name
