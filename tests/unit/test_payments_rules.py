"""Small decisions about payments: how references are read and which digits agree."""

from __future__ import annotations

import hashlib

import pytest

from core.payments import rules


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ln-0042", "LN0042"), (" LN 00.42 ", "LN0042"), ("#m00021", "M00021"), ("LNOO42", "LNOO42"), ("  ", "")],
)
def test_references_are_read_without_what_thumbs_add(typed: str, plain: str) -> None:
    assert rules.plain_reference(typed) == plain


@pytest.mark.parametrize(
    ("reference", "ours"), [("P23456789A", True), ("P0000000IO", False), ("M00021", False), ("P2345", False)]
)
def test_the_shape_of_our_own_references(reference: str, ours: bool) -> None:
    assert rules.is_ours(reference) is ours


@pytest.mark.parametrize(
    ("said", "agree"),
    [
        ("254700000001", True),
        ("0700000001", True),
        ("2547 ***** 001", True),
        ("25470****001", True),
        ("2547*****126", False),
        ("254700000099", False),
        ("", True),
    ],
)
def test_masked_digits_agree_by_what_can_be_seen(said: str, agree: bool) -> None:
    assert rules.digits_agree(said, "254700000001") is agree


def test_a_payer_is_kept_as_a_digest_or_not_at_all() -> None:
    plain = hashlib.sha256(b"254700000001").hexdigest()
    assert rules.payer_digest("254700000001") == plain
    assert rules.payer_digest("+254700000001") == plain
    assert rules.payer_digest(plain.upper()) == plain
    assert rules.payer_digest("2547 ***** 001") == ""


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        ("WANJIRU AMINA", True),
        ("Amina W Njoroge Wanjiru", True),
        ("AMINAH WANJIRU", True),
        ("", True),
        ("JUMA OTIENO", False),
        ("AMINA HASSAN", False),
    ],
)
def test_names_agree_whatever_their_order_and_spelling(said: str, agrees: bool) -> None:
    assert rules.names_agree(said, "Amina Wanjiru Otieno") is agrees
