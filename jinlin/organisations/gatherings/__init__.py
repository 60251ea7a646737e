"""Gatherings (支部活动): planned with an agenda, called, opened with a quorum, recorded, and counted once confirmed.

``kinds`` are data, ``rules`` and ``procedure`` are pure; ``desk`` and ``effects`` meet the database, ``commands`` plan
one, ``rolls`` says who was due and who came, ``handover`` passes open ones on with the seat.
"""
