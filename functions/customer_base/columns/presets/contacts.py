"""Exports of the systems that keep contacts, write to them, or answer their questions.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from functions.customer_base.columns.presets.preset import FOUNDERS_OWN, Preset, Signature
from functions.customer_base.columns.row_kind import RowKind

HUBSPOT = Preset(
    "hubspot",
    "HubSpot contacts export",
    RowKind.CUSTOMERS,
    Signature(
        ("record id", "email"),
        (
            *("lifecycle stage", "marketing contact status", "unsubscribed from all email"),
            *("email hard bounce reason", "first conversion"),
        ),
        1,
    ),
    "hubspot",
    {
        "record id": "customer_id",
        "first name": "first_name",
        "last name": "last_name",
        "email": "email",
        "phone number": "phone",
        "mobile phone number": "phone",
        "country region": "country",
        "country": "country",
        "state region": "region",
        "time zone": "time_zone",
        "preferred language": "language",
        "unsubscribed from all email": "consent_email_revoked_at",
        "email hard bounce reason": "consent_email_revoked_at",
    },
    read_at="https://knowledge.hubspot.com/properties/hubspots-default-contact-properties",
    checked=True,
    from_memory=("record id",),
    left_out=(
        *("lifecycle stage", "lead status", "contact owner", "create date", "last modified date"),
        *("associated company", "associated company ids", "marketing contact status", "city"),
        *("original source", "original source drill down 1", "original source drill down 2"),
        *("last activity date", "job title", "company name", "website url", "postal code"),
        *("number of page views", "number of sessions", "first conversion", "recent conversion"),
        *("became a customer date", "became a lead date", "street address", "close date"),
    ),
    elsewhere=("status", "paid_since", "team_size"),
)

INTERCOM = Preset(
    "intercom",
    "Intercom contacts export",
    RowKind.CUSTOMERS,
    Signature(
        ("email", "last seen"),
        (
            *("unsubscribed from emails", "marked email as spam", "has hard bounced"),
            *("last heard from", "last contacted", "web sessions", "signed up", "first seen"),
        ),
        2,
    ),
    FOUNDERS_OWN,
    {
        "user id": "user_id",
        "external id": "user_id",
        "name": "name",
        "email": "email",
        "phone": "phone",
        "phone number": "phone",
        "country": "country",
        "language": "language",
        "browser language": "language",
        "timezone": "time_zone",
        "unsubscribed from emails": "consent_email_revoked_at",
        "marked email as spam": "consent_email_revoked_at",
        "has hard bounced": "consent_email_revoked_at",
    },
    read_at="https://www.intercom.com/help, the standard attributes of a contact",
    checked=True,
    from_memory=("user id", "marked email as spam", "has hard bounced"),
    left_out=(
        *("last seen", "first seen", "signed up", "last heard from", "last contacted", "city"),
        *("web sessions", "last opened email", "last clicked on link in email", "os", "browser"),
        *("browser version", "browser language", "id", "type", "owner", "continent code", "tag"),
        *("region", "social accounts", "referral url", "company", "company name", "company id"),
    ),
)

MAILCHIMP = Preset(
    "mailchimp",
    "Mailchimp audience export",
    RowKind.CUSTOMERS,
    Signature(("leid", "euid")),
    "mailchimp",
    {
        "email address": "email",
        "email": "email",
        "first name": "first_name",
        "last name": "last_name",
        "phone number": "phone",
        "phone": "phone",
        "cc": "country",
        "region": "region",
        "timezone": "time_zone",
        "unsub time": "consent_email_revoked_at",
        "clean time": "consent_email_revoked_at",
    },
    read_at="exports quoted in public repositories",
    checked=True,
    from_memory=("clean time",),
    left_out=(
        *("member rating", "optin time", "optin ip", "confirm time", "confirm ip", "latitude"),
        *("longitude", "gmtoff", "dstoff", "last changed", "leid", "euid", "notes", "tags"),
        *("address", "birthday", "email type", "unsub campaign title", "unsub campaign id"),
        *("unsub reason", "unsub reason other", "clean campaign title", "clean campaign id"),
    ),
)

BREVO = Preset(
    "brevo",
    "Brevo contacts export",
    RowKind.CUSTOMERS,
    Signature(
        ("email", "email blacklisted"), ("sms blacklisted", "added time", "modified time"), 1
    ),
    "brevo",
    {
        "email": "email",
        "firstname": "first_name",
        "lastname": "last_name",
        "sms": "phone",
        "ext id": "customer_id",
        "email blacklisted": "consent_email_revoked_at",
        "sms blacklisted": "consent_sms_revoked_at",
        "whatsapp blacklisted": "consent_whatsapp_revoked_at",
    },
    # A number is kept with its country's code only, as 91xxxxxxxxxx:
    # https://developers.brevo.com/reference/create-contact
    phones_with_code=True,
    read_at="https://developers.brevo.com/reference/request-contact-export",
    checked=False,
    from_memory=("email blacklisted", "sms blacklisted", "whatsapp blacklisted", "ext id"),
    left_out=("contact id", "added time", "modified time", "list ids", "double opt in"),
)

SALESFORCE = Preset(
    "salesforce",
    "Salesforce contacts export",
    RowKind.CUSTOMERS,
    Signature(
        ("email",),
        (
            *("hasoptedoutofemail", "hasoptedoutoffax", "mailingcountry", "mailingstate"),
            *("systemmodstamp", "email opt out", "mailing country", "mailing state province"),
            "fax opt out",
        ),
        2,
    ),
    "salesforce",
    {
        "contact id": "customer_id",
        "id": "customer_id",
        "name": "name",
        "full name": "name",
        "firstname": "first_name",
        "first name": "first_name",
        "lastname": "last_name",
        "last name": "last_name",
        "email": "email",
        "mobilephone": "phone",
        "mobile": "phone",
        "phone": "phone",
        "mailingcountrycode": "country",
        "mailingcountry": "country",
        "mailing country": "country",
        "mailingstatecode": "region",
        "mailingstate": "region",
        "mailing state province": "region",
        "hasoptedoutofemail": "consent_email_revoked_at",
        "email opt out": "consent_email_revoked_at",
        "donotcall": "consent_voice_revoked_at",
        "do not call": "consent_voice_revoked_at",
    },
    read_at=(
        "https://developer.salesforce.com/docs/platform/field-reference/references/"
        "field-reference/salesforce-field-reference-contact.html"
    ),
    checked=True,
    left_out=(
        *("accountid", "account id", "account name", "ownerid", "contact owner", "systemmodstamp"),
        *("isdeleted", "masterrecordid", "hasoptedoutoffax", "fax opt out", "fax", "title"),
        *("department", "leadsource", "lead source", "createddate", "created date", "birthdate"),
        *("createdbyid", "lastmodifieddate", "lastmodifiedbyid", "mailingstreet", "mailingcity"),
        *("mailingpostalcode", "mailing street", "mailing city", "mailing zip postal code"),
        *("lastactivitydate", "last activity", "reportstoid", "salutation", "homephone"),
    ),
)

ZENDESK = Preset(
    "zendesk_tickets",
    "Zendesk tickets export",
    RowKind.TICKETS,
    Signature(
        ("id", "requester email"),
        (
            *("requester external id", "requester domain", "initially assigned at", "via"),
            *("satisfaction score", "reopens", "replies", "assignee stations", "submitter"),
        ),
        2,
    ),
    FOUNDERS_OWN,
    {
        "requester external id": "customer_id",
        "requester email": "email",
        "requester": "name",
        "id": "ticket_id",
        "status": "ticket_status",
    },
    read_at="exports read by public repositories",
    checked=True,
    left_out=(
        *("summation column", "requester id", "requester domain", "submitter", "assignee"),
        *("group", "subject", "tags", "priority", "via", "ticket type", "created at"),
        *("updated at", "assigned at", "organization", "due date", "initially assigned at"),
        *("solved at", "resolution time", "satisfaction score", "group stations", "reopens"),
        *("assignee stations", "replies", "first reply time in minutes", "requester wait time"),
    ),
)

GOOGLE_CONTACTS = Preset(
    "google_contacts",
    "Google Contacts export",
    RowKind.CUSTOMERS,
    Signature(
        ("e mail 1 value",),
        (
            *("phone 1 value", "group membership", "labels", "e mail 1 type", "e mail 1 label"),
            *("file as", "yomi name", "phonetic first name"),
        ),
        2,
    ),
    "none",
    {
        "name": "name",
        "first name": "first_name",
        "given name": "first_name",
        "last name": "last_name",
        "family name": "last_name",
        "e mail 1 value": "email",
        "e mail 2 value": "other_emails",
        "phone 1 value": "phone",
        "phone 2 value": "other_phones",
        "address 1 country": "country",
        "address 1 region": "region",
    },
    read_at="exports quoted in public repositories",
    checked=True,
    left_out=(
        *("middle name", "additional name", "phonetic first name", "phonetic middle name"),
        *("phonetic last name", "yomi name", "given name yomi", "family name yomi", "photo"),
        *("name prefix", "name suffix", "initials", "nickname", "file as", "birthday", "gender"),
        *("location", "occupation", "hobby", "notes", "labels", "group membership", "priority"),
        *("organization name", "organization title", "organization department", "subject"),
        *("e mail 1 type", "e mail 1 label", "e mail 2 type", "e mail 2 label", "phone 1 type"),
        *("phone 1 label", "phone 2 type", "phone 2 label", "address 1 formatted", "mileage"),
        *("address 1 label", "address 1 street", "address 1 city", "address 1 postal code"),
        *("billing information", "directory server", "sensitivity", "short name", "maiden name"),
        *("additional name yomi", "website 1 label", "website 1 value", "language"),
    ),
)

CONTACTS = (HUBSPOT, MAILCHIMP, BREVO, ZENDESK, GOOGLE_CONTACTS, SALESFORCE, INTERCOM)
