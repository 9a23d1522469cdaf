"""Imports files as the console would, every suggestion accepted, and prints one JSON object.

`python -m tests.probes.import_files [--today D] [--country C] [--currency C]
[--answer FILE:QUESTION=VALUE …] FILE…`; FILE is a file's name or its number from 1, QUESTION the
header (or, where a question has none, its kind), VALUE one of its choices, or for a column that is
not asked about the canonical column it means (nothing leaves it out). A question without an answer
is listed with `answer` null: its column is left out where nothing may be guessed, and refused where
it may hold a refusal.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from functions.customer_base.columns.row_kind import RowKind
from functions.customer_base.columns.understanding.gaps import Gap, all_meanings, find_gaps
from functions.customer_base.imports.found_plans import plans_found
from functions.customer_base.imports.records import (
    FileRecord,
    ImportRecord,
    ImportStatus,
    new_import,
    upload_key,
    with_mapping,
)
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key, start
from functions.customer_base.merging.id_spaces import OWN
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.refusing.questions import WHOLE_LIST
from functions.customer_base.segmentation.dial_pool import lines_by_customer
from functions.customer_base.segmentation.judge import load_judged
from functions.customer_base.segmentation.workflow import criteria_of, facts_beside, segment
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies
from functions.outreach.domain.permission.evidence import withdrawn_at
from functions.product.channels import CHANNELS
from functions.product.customer_facts import CustomerFacts
from functions.product.dial_pool_line import decode_line
from functions.product.offers import Catalogue
from functions.product.plan_suggestions import suggest_plans
from tests.customer_base.fakes_base import TENANT, Base, new_base

IMPORT = "im_probe"
ROUNDS_AT_MOST = 20
"""Times the console may ask; more would mean that it asks again what was answered."""
PAID = {True: "pass", False: "fail", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One `--answer`: which file, which question, and what the founder chose."""

    file: str
    question: str
    value: str


@dataclass
class Asked:
    """What the console asked in the course of one import."""

    questions: list[dict[str, object]] = field(default_factory=list)

    def note(self, file: FileRecord, question: ColumnQuestion, answer: str | None) -> None:
        found: dict[str, object] = {
            "file": file.name,
            "question": question.header or question.kind,
            "kind": question.kind,
            "text": question.text,
            "choices": dict(question.choices),
            "samples": list(question.samples),
            "answer": answer,
        }
        if found not in self.questions:
            self.questions.append(found)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--today", type=date.fromisoformat, help="day of the import, else today")
    parser.add_argument("--country", default="", help="the founder's default country, such as LT")
    parser.add_argument("--currency", default="", help="the founder's currency, such as EUR")
    parser.add_argument("--answer", action="append", default=[], metavar="FILE:QUESTION=VALUE")
    chosen = parser.parse_args(arguments)
    missing = [str(path) for path in chosen.files if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    today = chosen.today or datetime.now(UTC).date()
    answers = [_answer(text, chosen.files) for text in chosen.answer]
    found = import_files(
        chosen.files,
        today=today,
        country=chosen.country.upper(),
        currency=chosen.currency.upper(),
        answers=answers,
    )
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2, default=str)
    print()


def _answer(text: str, files: Sequence[Path]) -> Answer:
    """A header may hold colons and a value may not hold `=`, so both ends are cut off."""
    question, _, value = text.rpartition("=")
    named = [path.name for path in files] + [str(number + 1) for number in range(len(files))]
    for name in sorted((name for name in named if question.startswith(f"{name}:")), key=len)[-1:]:
        return Answer(name, question.removeprefix(f"{name}:"), value)
    file, _, header = question.partition(":")
    return Answer(Path(file).name, header, value)


def import_files(
    paths: Sequence[Path],
    *,
    today: date,
    country: str = "",
    currency: str = "",
    answers: Sequence[Answer] = (),
) -> dict[str, object]:
    """What became of the files, as `main` prints it."""
    with tempfile.TemporaryDirectory() as folder:
        base = new_base(Path(folder))
        base.tenants.zone = "UTC"
        base.tenants.own_currency = currency
        base.rows.catalogues[TENANT] = Catalogue()
        now = datetime.combine(today, time(12), tzinfo=UTC)
        record = new_import(
            tenant=TENANT,
            import_id=IMPORT,
            file_names=tuple(path.name for path in paths),
            created_at=now,
            default_country=country,
            imported_by="f_probe",
        )
        base.rows.create_import(TENANT, record)
        for number, path in enumerate(paths, start=1):
            base.files.put(TENANT, upload_key(TENANT, IMPORT, number), path.read_bytes())
        for number in range(1, len(paths) + 1):
            uploaded = parse_upload_key(upload_key(TENANT, IMPORT, number))
            assert uploaded is not None, "the key is ours"
            file_arrived(uploaded, base.imports, now=now)
        # What the console shows first; a file that is certain is not asked about.
        shown = {file.number: file for file in _record(base).files}
        gaps = find_gaps(all_meanings(file.mapping.values() for file in shown.values()))
        asked = Asked()
        for _ in range(ROUNDS_AT_MOST):
            if _record(base).status is not ImportStatus.NEEDS_MAPPING:
                break
            _confirm(base, answers, asked)
            start(TENANT, IMPORT, base.imports, now=now)
        record = _record(base)
        done = record.status is ImportStatus.DONE
        return {
            "status": record.status.value,
            "problem": record.problem,
            "files": [_file(shown[file.number], file, asked, gaps) for file in record.files],
            "questions": asked.questions,
            "missing": [gap.name for gap in gaps],
            "accounting": record.accounting.model_dump(mode="json") if record.accounting else None,
            "customers": _customers(base, record, currency, now=now) if done else [],
        }


def _record(base: Base) -> ImportRecord:
    return base.rows.imports[TENANT, IMPORT]


def _confirm(base: Base, answers: Sequence[Answer], asked: Asked) -> None:
    """Press the button of the column check with what it is filled with."""
    mapping: dict[int, dict[str, str]] = {}
    chosen: dict[int, dict[str, str]] = {}
    for file in _record(base).files:
        given = {one.question: one.value for one in answers if _is_of(one, file)}
        mapping[file.number] = _accepted(file, given)
        chosen[file.number] = {}
        for question in file.questions:
            name = question.header or question.kind
            answer = given.get(name, given.get(question.kind))
            known = answer if answer in dict(question.choices) else None
            asked.note(file, question, known)
            value = known or _cautious(question)
            if value:
                chosen[file.number][question.header] = value
            else:
                mapping[file.number].pop(question.header, None)
    base.rows.edit_import(
        TENANT, IMPORT, lambda record: with_mapping(record, mapping=mapping, answers=chosen)
    )


def _is_of(answer: Answer, file: FileRecord) -> bool:
    return answer.file in {file.name, str(file.number)}


def _accepted(file: FileRecord, given: Mapping[str, str]) -> dict[str, str]:
    """Header → meaning, as the selects of the column check are filled, and as `--answer` says."""
    asked = {question.header for question in file.questions}
    found = dict(file.mapping)
    for header, meaning in file.suggestions.items():
        if meaning not in found.values():
            found.setdefault(header, meaning)
    for header, meaning in given.items():
        if header in file.headers and header not in asked and header not in file.answers:
            found[header] = meaning
    return {header: meaning for header, meaning in found.items() if meaning}


def _cautious(question: ColumnQuestion) -> str:
    """The choice that contacts nobody who may have refused and joins nobody to another."""
    if question.kind == WHOLE_LIST:
        return question.choices[0][0]
    return next((value for value, _ in question.choices if value in {"refuse_any", OWN}), "")


_OF_CUSTOMERS = frozenset({"", RowKind.CUSTOMERS, RowKind.SUBSCRIPTIONS})


def _file(
    shown: FileRecord, file: FileRecord, asked: Asked, gaps: Sequence[Gap]
) -> dict[str, object]:
    lacking = bool(gaps) and file.row_kind in _OF_CUSTOMERS
    return {
        "name": file.name,
        "row_kind": file.row_kind,
        "preset": file.preset,
        "certain": shown.certain and not shown.questions and not lacking,
        "doubts": list(shown.doubts),
        "mapping": file.mapping,
        "suggested": {
            header: meaning
            for header, meaning in shown.suggestions.items()
            if file.mapping.get(header) == meaning
        },
        "questions": [one for one in asked.questions if one["file"] == file.name],
        "columns_left_out": [header for header in file.headers if header not in file.mapping],
        "problem": file.problem,
    }


def _customers(
    base: Base, record: ImportRecord, currency: str, *, now: datetime
) -> list[dict[str, object]]:
    """Accept what the offers page suggests of the plans, sort, and read the result back."""
    ports = base.segments
    pointer = base.rows.pointers[TENANT]
    copies = LocalCopies(base.files, base.work / "copies")
    snapshot = copies.snapshot(TENANT, pointer.snapshot)
    con = connect()
    try:
        plans = suggest_plans(plans_found(con, snapshot))
        base.rows.catalogues[TENANT] = Catalogue(plans=plans)
        segment(TENANT, run=record.run, snapshot=pointer.snapshot, ports=ports, now=now)
        judged = load_judged(
            con,
            customers=snapshot,
            verdicts=copies.verdicts(TENANT, record.run),
            criteria=criteria_of(TENANT, ports, now=now),
        )
        wanted = judged.select("customer_id", "v_paid")
        paid = dict(con.execute(wanted).fetchall())
        lines = lines_by_customer(con, judged, facts_beside(pointer))
    finally:
        con.close()
    facts = (decode_line(line) for line in lines.values())
    return [
        _customer(one, paid[one.customer_id], currency, now=now)
        for one in sorted(facts, key=lambda one: one.customer_id)
    ]


def _customer(
    facts: CustomerFacts, paid: bool | None, currency: str, *, now: datetime
) -> dict[str, object]:
    refused = [
        str(channel)
        for channel in CHANNELS
        if facts.do_not_contact or withdrawn_at(channel, facts.consents, now=now)
    ]
    return {
        "id": facts.customer_id,
        "name": facts.name,
        "email": facts.email or None,
        "phone": facts.phone or None,
        "country": facts.country or None,
        "paid": PAID[paid],
        "plan": facts.plan or None,
        "status": facts.status or None,
        "mrr_cents": facts.mrr_cents,
        "currency": facts.currency or currency or None,
        "motion": facts.motion.value if facts.motion else None,
        "reason": facts.reason,
        "refused_channels": refused,
    }


if __name__ == "__main__":
    main()
