"""The first storey: every table as the first installation finds it, and the triggers that guard them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    approvals()
    audit()
    audit_sealed()
    audit_seals()
    business_days()
    case_notes()
    cases()
    cash_movements()
    chat_links()
    conversation_ends()
    conversation_lines()
    conversation_takeovers()
    conversation_turns()
    conversations()
    cron_fires()
    delivery_reports()
    employees()
    entries()
    float_questions()
    imports()
    inbox()
    jobs()
    jobs_paused()
    live_conversations()
    loan_numbers()
    loan_products()
    loans()
    member_count()
    members()
    messages()
    notice_wishes()
    payments()
    performed()
    pin_grants()
    pin_proposals()
    pin_resets()
    provider_floats()
    receipts()
    reconciliations()
    savings_accounts()
    savings_reported()
    savings_withdrawals()
    sim_checks()
    staff()
    staff_challenges()
    staff_tries()
    terms()
    till_counts()
    till_days()
    tills()
    visitors()
    attempts()
    checkoff_lines()
    consents()
    entry_reasons()
    import_files()
    instalments()
    late_charges()
    loan_changes()
    loan_contacts()
    loan_promises()
    loan_transfers()
    member_documents()
    member_name_parts()
    member_phones()
    member_standing()
    pins()
    postings()
    repayments()
    staff_invitations()
    staff_next_passwords()
    staff_passkeys()
    staff_passwords()
    staff_recovery_codes()
    staff_sessions()
    staff_totp()
    suspense()
    staff_refreshes()
    tables = set(sa.inspect(op.get_bind()).get_table_names())
    for statement in schema.triggers(op.get_context().dialect.name, tables=tables):
        op.get_bind().exec_driver_sql(statement)


def approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=80), nullable=False),
        sa.Column("request_hash", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("checker", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scope", "key"),
    )
    op.create_index("approvals_state", "approvals", ["state", "id"], unique=False)
    op.create_index("approvals_subject", "approvals", ["subject", "id"], unique=False)


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("request", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_at", "audit", ["at"], unique=False)
    op.create_index("audit_subject", "audit", ["subject", "at"], unique=False)
    op.create_index("audit_who", "audit", ["who", "at"], unique=False)


def audit_sealed() -> None:
    op.create_table(
        "audit_sealed",
        sa.Column("audit", sa.String(length=32), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("audit"),
    )
    op.create_index(op.f("ix_audit_sealed_seal"), "audit_sealed", ["seal"], unique=False)


def audit_seals() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("through", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def business_days() -> None:
    op.create_table(
        "business_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("totals", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )


def case_notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_case_notes_number"), "case_notes", ["number"], unique=False)


def cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("open_key", sa.String(length=160), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("open_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("cases_due", "cases", ["state", "due_at", "number"], unique=False)
    op.create_index("cases_member", "cases", ["member", "number"], unique=False)
    op.create_index("cases_open", "cases", ["state", "number"], unique=False)


def cash_movements() -> None:
    op.create_table(
        "cash_movements",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("till", sa.String(length=12), nullable=False),
        sa.Column("till_day", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("reverses"),
    )
    op.create_index("cash_movements_day", "cash_movements", ["booked_on", "number"], unique=False)
    op.create_index("cash_movements_member", "cash_movements", ["member", "number"], unique=False)
    op.create_index("cash_movements_till", "cash_movements", ["till", "number"], unique=False)
    op.create_index(op.f("ix_cash_movements_till_day"), "cash_movements", ["till_day"], unique=False)


def chat_links() -> None:
    op.create_table(
        "chat_links",
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member", "chat"),
    )


def conversation_ends() -> None:
    op.create_table(
        "conversation_ends",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("session", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "session"),
    )
    op.create_index(op.f("ix_conversation_ends_at"), "conversation_ends", ["at"], unique=False)


def conversation_lines() -> None:
    op.create_table(
        "conversation_lines",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("conversation_lines_at", "conversation_lines", ["at"], unique=False)
    op.create_index("conversation_lines_member", "conversation_lines", ["member", "id"], unique=False)
    op.create_index("conversation_lines_of", "conversation_lines", ["conversation", "id"], unique=False)


def conversation_takeovers() -> None:
    op.create_table(
        "conversation_takeovers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=140), nullable=True),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat"),
    )
    op.create_index(
        op.f("ix_conversation_takeovers_conversation"), "conversation_takeovers", ["conversation"], unique=False
    )


def conversation_turns() -> None:
    op.create_table(
        "conversation_turns",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("dialog", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("to_dialog", sa.String(length=40), nullable=False),
        sa.Column("to_step", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("intent", sa.String(length=30), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("confidence_percent", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("half_way", sa.Boolean(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("conversation_turns_at", "conversation_turns", ["at"], unique=False)
    op.create_index("conversation_turns_member", "conversation_turns", ["member", "at"], unique=False)


def conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialog", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("half_way", sa.Boolean(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("conversations_chat", "conversations", ["phone", "source", "id"], unique=False)
    op.create_index("conversations_heard", "conversations", ["heard_at"], unique=False)
    op.create_index("conversations_member", "conversations", ["member", "id"], unique=False)


def cron_fires() -> None:
    op.create_table(
        "cron_fires",
        sa.Column("schedule", sa.String(length=40), nullable=False),
        sa.Column("fires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "fires_at"),
    )


def delivery_reports() -> None:
    op.create_table(
        "delivery_reports",
        sa.Column("provider_id", sa.String(length=120), nullable=False),
        sa.Column("message", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider_id"),
    )
    op.create_index("delivery_reports_unmatched", "delivery_reports", ["message", "at"], unique=False)


def employees() -> None:
    op.create_table(
        "employees",
        sa.Column("employer", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("payroll_number", sa.String(length=30), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("employer", "member"),
    )
    op.create_index("employees_payroll", "employees", ["employer", "payroll_number"], unique=False)


def entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_entries_about"), "entries", ["about"], unique=False)
    op.create_index(op.f("ix_entries_booked_on"), "entries", ["booked_on"], unique=False)


def float_questions() -> None:
    op.create_table(
        "float_questions",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_float_questions_at"), "float_questions", ["at"], unique=False)


def imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("cut_over", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_rows", sa.BigInteger(), nullable=True),
        sa.Column("expected_minor_units", sa.BigInteger(), nullable=True),
        sa.Column("employer", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_imports_digest"), "imports", ["digest"], unique=False)


def inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "key"),
    )


def jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("order_key", sa.String(length=80), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("jobs_due", "jobs", ["state", "run_at"], unique=False)
    op.create_index(
        "jobs_order", "jobs", ["order_key", "id"], unique=False, postgresql_where=sa.text("order_key <> ''")
    )


def jobs_paused() -> None:
    op.create_table(
        "jobs_paused",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def live_conversations() -> None:
    op.create_table(
        "live_conversations",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("live_conversations_at", "live_conversations", ["at"], unique=False)


def loan_numbers() -> None:
    op.create_table(
        "loan_numbers",
        sa.Column("series", sa.String(length=4), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series"),
    )


def loan_products() -> None:
    op.create_table(
        "loan_products",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("monthly_rate", sa.String(length=20), nullable=False),
        sa.Column("fee_rate", sa.String(length=20), nullable=False),
        sa.Column("excise_rate", sa.String(length=20), nullable=False),
        sa.Column("late_rate", sa.String(length=20), nullable=False),
        sa.Column("multiple", sa.BigInteger(), nullable=False),
        sa.Column("months_needed", sa.Integer(), nullable=False),
        sa.Column("deposit_multiple", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("code", "in_force_from"),
    )


def loans() -> None:
    op.create_table(
        "loans",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("product", sa.String(length=20), nullable=False),
        sa.Column("product_name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("monthly_rate", sa.String(length=20), nullable=False),
        sa.Column("late_rate", sa.String(length=20), nullable=False),
        sa.Column("multiple", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("excise", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("terms_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=True),
        sa.Column("disbursed_on", sa.Date(), nullable=True),
        sa.Column("in_books_since", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("penalties", sa.BigInteger(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("plan_from", sa.Date(), nullable=True),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("recovered", sa.BigInteger(), nullable=False),
        sa.Column("default_on", sa.Date(), nullable=True),
        sa.Column("default_principal", sa.BigInteger(), nullable=False),
        sa.Column("default_interest", sa.BigInteger(), nullable=False),
        sa.Column("default_charged", sa.BigInteger(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("payment"),
    )
    op.create_index(
        "loans_due",
        "loans",
        ["next_due", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'active'"),
        sqlite_where=sa.text("state = 'active'"),
    )
    op.create_index("loans_of_member", "loans", ["member", "state"], unique=False)
    op.create_index(
        "one_application",
        "loans",
        ["member", "product"],
        unique=True,
        postgresql_where=sa.text("state in ('applied', 'referred', 'approved', 'paying_out')"),
        sqlite_where=sa.text("state in ('applied', 'referred', 'approved', 'paying_out')"),
    )


def member_count() -> None:
    op.create_table(
        "member_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def members() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("id_number", sa.String(length=30), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id_number"),
        sa.UniqueConstraint("number"),
    )


def messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=190), nullable=False),
        sa.Column("notice", sa.String(length=60), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("provider_id", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event"),
    )
    op.create_index("messages_member", "messages", ["member", "id"], unique=False)


def notice_wishes() -> None:
    op.create_table(
        "notice_wishes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("notice", sa.String(length=60), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notice_wishes_member", "notice_wishes", ["member", "at"], unique=False)


def payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("booked", sa.BigInteger(), nullable=False),
        sa.Column("placed", sa.String(length=12), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.String(length=40), nullable=False),
        sa.Column("reversal", sa.String(length=32), nullable=False),
        sa.Column("open_key", sa.String(length=200), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open_key"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("payments_member_day", "payments", ["member", "created_on"], unique=False)
    op.create_index("payments_phone", "payments", ["phone", "state"], unique=False)
    op.create_index(
        "payments_unconfirmed",
        "payments",
        ["settled_at"],
        unique=False,
        postgresql_where=sa.text("state = 'succeeded' and not confirmed"),
    )


def performed() -> None:
    op.create_table(
        "performed",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key"),
    )


def pin_grants() -> None:
    op.create_table(
        "pin_grants",
        sa.Column("conversation", sa.String(length=80), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation"),
    )


def pin_proposals() -> None:
    op.create_table(
        "pin_proposals",
        sa.Column("conversation", sa.String(length=80), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=160), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation"),
    )


def pin_resets() -> None:
    op.create_table(
        "pin_resets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("pin_resets_member", "pin_resets", ["member", "asked_on"], unique=False)


def provider_floats() -> None:
    op.create_table(
        "provider_floats",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_low", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "account"),
    )


def receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "receipt"),
    )
    op.create_index(op.f("ix_receipts_payment"), "receipts", ["payment"], unique=False)


def reconciliations() -> None:
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("theirs_only", sa.Integer(), nullable=False),
        sa.Column("ours_only", sa.Integer(), nullable=False),
        sa.Column("differ", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("came_in", sa.BigInteger(), nullable=False),
        sa.Column("went_out", sa.BigInteger(), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("closing", sa.BigInteger(), nullable=False),
        sa.Column("adds_up", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def savings_accounts() -> None:
    op.create_table(
        "savings_accounts",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("path"),
    )
    op.create_index(op.f("ix_savings_accounts_member"), "savings_accounts", ["member"], unique=False)


def savings_reported() -> None:
    op.create_table(
        "savings_reported",
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("payment"),
    )
    op.create_index("savings_reported_account", "savings_reported", ["account", "confirmed_at"], unique=False)


def savings_withdrawals() -> None:
    op.create_table(
        "savings_withdrawals",
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("payment"),
    )
    op.create_index("savings_withdrawals_member", "savings_withdrawals", ["member", "at"], unique=False)


def sim_checks() -> None:
    op.create_table(
        "sim_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sim_checks_member"), "sim_checks", ["member"], unique=False)


def staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("username"),
    )


def staff_challenges() -> None:
    op.create_table(
        "staff_challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_challenges_expires_at"), "staff_challenges", ["expires_at"], unique=False)


def staff_tries() -> None:
    op.create_table(
        "staff_tries",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_tries_at"), "staff_tries", ["at"], unique=False)


def terms() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("terms_term", "terms", ["term", "id"], unique=False)


def till_counts() -> None:
    op.create_table(
        "till_counts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("till_day", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("till_counts_day", "till_counts", ["till_day", "id"], unique=False)


def till_days() -> None:
    op.create_table(
        "till_days",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("till", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("teller", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("open_till", sa.String(length=12), nullable=True),
        sa.Column("open_teller", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open_teller"),
        sa.UniqueConstraint("open_till"),
    )
    op.create_index("till_days_till", "till_days", ["till", "id"], unique=False)


def tills() -> None:
    op.create_table(
        "tills",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("branch", "name"),
    )


def visitors() -> None:
    op.create_table(
        "visitors",
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone"),
    )


def attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment"],
            ["payments.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("attempts_payment", "attempts", ["payment", "number"], unique=True)
    op.create_index(op.f("ix_attempts_provider_id"), "attempts", ["provider_id"], unique=False)


def checkoff_lines() -> None:
    op.create_table(
        "checkoff_lines",
        sa.Column("employer", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["imports.id"],
        ),
        sa.PrimaryKeyConstraint("employer", "month", "key"),
    )
    op.create_index("checkoff_batch", "checkoff_lines", ["batch", "state", "line"], unique=False)


def consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("consents_latest", "consents", ["member", "purpose", "id"], unique=False)


def entry_reasons() -> None:
    op.create_table(
        "entry_reasons",
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["entries.id"],
        ),
        sa.PrimaryKeyConstraint("entry"),
    )


def import_files() -> None:
    op.create_table(
        "import_files",
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["imports.id"],
        ),
        sa.PrimaryKeyConstraint("batch"),
    )
    op.create_index(op.f("ix_import_files_expires_at"), "import_files", ["expires_at"], unique=False)


def instalments() -> None:
    op.create_table(
        "instalments",
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("loan", "number"),
    )


def late_charges() -> None:
    op.create_table(
        "late_charges",
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("loan", "number", "turn"),
    )


def loan_changes() -> None:
    op.create_table(
        "loan_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("consent", sa.String(length=200), nullable=False),
        sa.Column("consent_channel", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_loan_changes_loan"), "loan_changes", ["loan"], unique=False)


def loan_contacts() -> None:
    op.create_table(
        "loan_contacts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_loan_contacts_loan"), "loan_contacts", ["loan"], unique=False)


def loan_promises() -> None:
    op.create_table(
        "loan_promises",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_loan_promises_loan"), "loan_promises", ["loan"], unique=False)


def loan_transfers() -> None:
    op.create_table(
        "loan_transfers",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("reference"),
    )


def member_documents() -> None:
    op.create_table(
        "member_documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_member_documents_member"), "member_documents", ["member"], unique=False)


def member_name_parts() -> None:
    op.create_table(
        "member_name_parts",
        sa.Column(
            "part", sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("part", "member"),
    )
    op.create_index(op.f("ix_member_name_parts_member"), "member_name_parts", ["member"], unique=False)


def member_phones() -> None:
    op.create_table(
        "member_phones",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_member_phones_digest"), "member_phones", ["digest"], unique=False)
    op.create_index(op.f("ix_member_phones_member"), "member_phones", ["member"], unique=False)
    op.create_index(
        "member_phones_open",
        "member_phones",
        ["phone"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
        sqlite_where=sa.text("until IS NULL"),
    )


def member_standing() -> None:
    op.create_table(
        "member_standing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_member_standing_member"), "member_standing", ["member"], unique=False)


def pins() -> None:
    op.create_table(
        "pins",
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=160), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.id"],
        ),
        sa.PrimaryKeyConstraint("member"),
    )


def postings() -> None:
    op.create_table(
        "postings",
        sa.Column("entry", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["entries.id"],
        ),
        sa.PrimaryKeyConstraint("entry", "line"),
    )
    op.create_index(
        "postings_account",
        "postings",
        ["account", "entry"],
        unique=False,
        postgresql_include=["currency", "minor_units"],
    )


def repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("entry_key", sa.String(length=120), nullable=False),
        sa.Column("loan", sa.String(length=32), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("penalties", sa.BigInteger(), nullable=False),
        sa.Column("interest", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.BigInteger(), nullable=False),
        sa.Column("over", sa.BigInteger(), nullable=False),
        sa.Column("saved", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recovered", sa.BigInteger(), nullable=False),
        sa.Column("next_amount", sa.BigInteger(), nullable=True),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("default_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan"],
            ["loans.id"],
        ),
        sa.PrimaryKeyConstraint("entry_key"),
    )
    op.create_index(op.f("ix_repayments_loan"), "repayments", ["loan"], unique=False)


def staff_invitations() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_invitations_staff"), "staff_invitations", ["staff"], unique=False)


def staff_next_passwords() -> None:
    op.create_table(
        "staff_next_passwords",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("staff"),
    )


def staff_passkeys() -> None:
    op.create_table(
        "staff_passkeys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    op.create_index(op.f("ix_staff_passkeys_staff"), "staff_passkeys", ["staff"], unique=False)


def staff_passwords() -> None:
    op.create_table(
        "staff_passwords",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=160), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("staff"),
    )


def staff_recovery_codes() -> None:
    op.create_table(
        "staff_recovery_codes",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("staff", "digest"),
    )


def staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("staff_sessions_of", "staff_sessions", ["staff", "state"], unique=False)


def staff_totp() -> None:
    op.create_table(
        "staff_totp",
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("staff"),
    )


def suspense() -> None:
    op.create_table(
        "suspense",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("payment", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("minor_units", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("payer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("allocated_to", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment"],
            ["payments.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("payment"),
    )
    op.create_index("suspense_open", "suspense", ["state", "id"], unique=False)


def staff_refreshes() -> None:
    op.create_table(
        "staff_refreshes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"],
            ["staff_sessions.id"],
        ),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_refreshes_session"), "staff_refreshes", ["session"], unique=False)
