"""The canonical columns of a customer, and the words headers use for them.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.column import Column, Kind
from functions.customer_base.columns.consent_columns import CONSENT_COLUMNS
from functions.customer_base.columns.refusals import REFUSAL_COLUMNS
from functions.customer_base.columns.row_columns import ROW_COLUMNS

COLUMNS: tuple[Column, ...] = (
    Column(
        "customer_id",
        Kind.ID,
        "customer id",
        (
            "customer",
            "customerid",
            "client id",
            "record id",
            "crm id",
            "cust id",
            "kliento id",
            "kliento numeris",
            "id клиента",
            "номер клиента",
        ),
    ),
    Column("user_id", Kind.ID, "user id", ("userid", "id пользователя", "naudotojo id")),
    Column("account_id", Kind.ID, "account id", ("accountid", "account code", "account number")),
    Column("subscription_id", Kind.ID, "subscription id", ("subscriptionid", "sub id")),
    Column(
        "name",
        Kind.TEXT,
        "name",
        (
            "full name",
            "customer name",
            "contact name",
            "vardas",
            "vardas pavardė",
            "vardas ir pavardė",
            "klientas",
            "имя",
            "фио",
            "имя клиента",
        ),
    ),
    Column(
        "first_name",
        Kind.TEXT,
        "first name",
        ("firstname", "given name", "customer first name", "имя контакта"),
    ),
    Column(
        "last_name",
        Kind.TEXT,
        "last name",
        ("lastname", "surname", "family name", "customer last name", "pavardė", "фамилия"),
    ),
    Column(
        "email",
        Kind.EMAIL,
        "e-mail address",
        (
            "e mail",
            "mail",
            "email address",
            "customer email",
            "e mail address",
            "el paštas",
            "el pašto adresas",
            "elektroninis paštas",
            "почта",
            "эл почта",
            "электронная почта",
            "емейл",
        ),
    ),
    Column(
        "phone",
        Kind.PHONE,
        "phone number",
        (
            "telephone",
            "tel",
            "mobile",
            "mobile phone",
            "mobile phone number",
            "cell",
            "cell phone",
            "customer phone",
            "telefonas",
            "tel nr",
            "telefono numeris",
            "mobilus",
            "телефон",
            "номер телефона",
            "мобильный",
        ),
    ),
    Column(
        "other_emails",
        Kind.LIST,
        "further e-mail addresses",
        ("email 2", "secondary email", "additional email addresses", "other email", "work email"),
    ),
    Column(
        "other_phones",
        Kind.LIST,
        "further phone numbers",
        ("phone 2", "secondary phone", "other phone", "work phone", "home phone", "office phone"),
    ),
    Column(
        "country",
        Kind.COUNTRY,
        "country",
        (
            "country code",
            "billing country",
            "card issue country",
            "card country",
            "card address country",
            "country region",
            "šalis",
            "страна",
        ),
    ),
    Column(
        "region",
        Kind.TEXT,
        "state or region",
        ("state", "us state", "state region", "province", "card address state", "штат", "регион"),
    ),
    Column(
        "time_zone",
        Kind.TEXT,
        "time zone",
        ("timezone", "tz", "laiko juosta", "часовой пояс"),
    ),
    Column(
        "language",
        Kind.LANGUAGE,
        "language",
        ("locale", "lang", "preferred language", "preferred locales", "kalba", "язык"),
    ),
    Column("product", Kind.TEXT, "product", ("product name", "produktas", "продукт")),
    Column(
        "plan",
        Kind.TEXT,
        "plan",
        (
            "plan name",
            "plan id",
            "subscription plan",
            "price name",
            "planas",
            "тариф",
            "план",
        ),
    ),
    Column(
        "plan_since",
        Kind.DATE,
        "on this plan since",
        (
            "plan start",
            "plan started",
            "plan started on",
            "on plan since",
            "plan since date",
            "plano pradžia",
            "начало тарифа",
        ),
    ),
    Column(
        "billing_interval",
        Kind.INTERVAL,
        "billed monthly or yearly",
        (
            "interval",
            "billing period",
            "billing cycle",
            "billing frequency",
            "period",
            "mokėjimo periodas",
            "период оплаты",
        ),
    ),
    Column(
        "status",
        Kind.STATUS,
        "subscription status",
        (
            "subscription status",
            "state of subscription",
            "būsena",
            "prenumeratos būsena",
            "statusas",
            "статус",
            "статус подписки",
        ),
    ),
    Column(
        "paid_since",
        Kind.DATE,
        "paying since",
        (
            "paying since",
            "first payment",
            "first payment date",
            "first paid at",
            "customer since paid",
            "moka nuo",
            "pirmas mokėjimas",
            "платит с",
            "первый платеж",
            "первый платёж",
        ),
    ),
    Column(
        "trial_ends_on",
        Kind.DATE,
        "trial ends",
        ("trial end", "trial end utc", "trial ends at", "trial ends on"),
    ),
    Column(
        "renews_on",
        Kind.DATE,
        "renews on",
        (
            "renewal date",
            "renewal",
            "renews at",
            "next renewal",
            "current period end",
            "current period end utc",
            "next billing date",
            "atsinaujina",
            "atnaujinimo data",
            "pratęsimo data",
            "продление",
            "дата продления",
        ),
    ),
    Column(
        "churned_on",
        Kind.DATE,
        "left on",
        (
            "churned",
            "churn date",
            "churned at",
            "cancelled on",
            "canceled on",
            "cancelled at",
            "canceled at",
            "ended at",
            "ended at utc",
            "išėjo",
            "atšaukta",
            "atšaukimo data",
            "ушел",
            "ушёл",
            "дата отмены",
        ),
    ),
    Column("seats", Kind.WHOLE, "seats", ("seat count", "quantity", "licenses", "vietos", "места")),
    Column(
        "team_size",
        Kind.WHOLE,
        "people in the team",
        ("team", "users", "user count", "team members", "members", "komanda", "команда"),
    ),
    Column("mrr_cents", Kind.CENTS, "monthly amount in cents", ("mrr in cents",)),
    Column(
        "mrr",
        Kind.MONEY,
        "monthly amount",
        ("monthly amount", "monthly revenue", "mrr eur", "mrr usd", "mėnesio suma"),
    ),
    Column(
        "amount",
        Kind.MONEY,
        "amount per billing period",
        ("price", "plan amount", "subscription amount", "kaina", "suma", "сумма", "цена"),
    ),
    Column("currency", Kind.TEXT, "currency", ("valiuta", "валюта")),
    Column(
        "usage_30d",
        Kind.WHOLE,
        "usage in the last 30 days",
        ("usage last 30 days", "usage", "events 30d", "naudojimas", "использование"),
    ),
    Column(
        "usage_prev_30d",
        Kind.WHOLE,
        "usage in the 30 days before",
        ("usage previous 30 days", "previous usage", "events prev 30d"),
    ),
    Column(
        "limit_used",
        Kind.SHARE,
        "share of the plan limit used",
        ("limit used", "quota used", "plan limit used", "usage percent", "limit usage"),
    ),
    Column(
        "feature_uses",
        Kind.USES,
        "uses per feature",
        ("features used", "feature usage", "features"),
    ),
    Column(
        "support_asks",
        Kind.LIST,
        "features asked about",
        ("support requests", "asked about", "feature requests"),
    ),
    Column(
        "open_escalations",
        Kind.WHOLE,
        "open escalations",
        ("escalations", "open tickets escalated"),
    ),
    Column(
        "last_billing_issue_on",
        Kind.DATE,
        "last billing issue",
        ("last failed payment", "last payment failure", "last billing issue"),
    ),
    Column("delinquent", Kind.YES_NO, "payment overdue", ("past due", "overdue")),
    Column(
        "cancel_at_period_end",
        Kind.YES_NO,
        "cancellation scheduled",
        ("cancels at period end", "cancellation scheduled", "scheduled to cancel"),
    ),
    Column(
        "paid_total_cents", Kind.CENTS, "paid so far, in cents", ("total paid cents", "ltv cents")
    ),
    Column(
        "paid_total",
        Kind.MONEY,
        "paid so far",
        ("total spend", "total paid", "total revenue", "ltv", "lifetime value", "viso sumokėta"),
    ),
    Column(
        "payment_count",
        Kind.WHOLE,
        "number of payments",
        ("payments", "payment count", "number of payments", "mokėjimai", "платежи"),
    ),
    Column("health_score", Kind.NUMBER, "health score", ("health", "score")),
    Column(
        "health_flag",
        Kind.YES_NO,
        "marked as unhealthy",
        ("at risk", "unhealthy", "risk flag", "churn risk"),
    ),
    Column(
        "do_not_contact",
        Kind.YES_NO,
        "must not be contacted",
        (
            "dnc",
            "unsubscribed",
            "opted out",
            "nesusisiekti",
            "не беспокоить",
            "не связываться",
        ),
    ),
    Column("whatsapp", Kind.YES_NO, "number is on WhatsApp", ("whatsapp verified", "has whatsapp")),
    *REFUSAL_COLUMNS,
    *CONSENT_COLUMNS,
    *ROW_COLUMNS,
)

BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}

FEATURE_PREFIX = "feature_uses:"
"""A header mapped to `feature_uses:Reports` holds how often the feature Reports was used."""

ID_COLUMNS = ("customer_id", "user_id", "account_id", "subscription_id")
"""Columns of ids, each of a space of its own: equal text in two of them is not one identity."""

IDENTIFIERS = (*ID_COLUMNS, "email")


# Present only in Stripe's subscriptions: the day cancellation was asked for, which is not the day
# the customer left. It marks a scheduled cancellation while the subscription still runs.
SUBSCRIBED_ON = Column("subscribed_on", Kind.DATE, "subscribed since", ("subscribed since",))
CANCELED_AT = Column("canceled_at", Kind.DATE, "cancellation asked for", ("canceled at utc",))
BY_NAME[SUBSCRIBED_ON.name] = SUBSCRIBED_ON
BY_NAME[CANCELED_AT.name] = CANCELED_AT
