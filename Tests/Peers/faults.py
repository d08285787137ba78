"""The seven faults of a published hand-made pipeline, one at a time, and what each of them damages.

What is damaged is never computed from the fault: the tables that should arrive are compared with the
tables that were written.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports import Refused, email_key
from people import (
    ChatID,
    Person,
    Tables,
    comment_table,
    ordered_by_use,
    person_ids,
    ticket_table,
    user_table,
)

TITLES = {
    0: "no fault",
    1: "the last batch is never written; an entry ./ keeps the number of tar entries right",
    2: "comments and tickets keep the chat ids of people whose ticketing id was taken for the users",
    3: "ticketing users are taken in whole pages of 100, so those of the last page are unknown",
    4: "public is cast from text, so False becomes true",
    5: "people are merged among chat ids by the exact e-mail, and only in the table of users",
    6: "ticketing ids are looked up by name instead of e-mail, so nobody is merged",
    7: "users without an e-mail or a name are dropped while their comments stay",
}
PAGE = 100
PLACES = 5


def damaged(
    fault: int,
    correct: Tables,
    rows: pd.DataFrame,
    people: list[Person],
    known: dict[str, int],
    ticketing: list[tuple[int, str]],
) -> Tables:
    """The tables as a pipeline with this fault writes them (fault 1 is made by the writer of batches)."""
    users, tickets, comments = correct
    if fault == 2:
        matched = {chat_id.id for person in people if person.key in known for chat_id in person.chat_ids}
        return Tables(users, *with_chat_ids(tickets, comments, matched))
    if fault == 3:
        whole_pages = dict_of_ids(ticketing[: len(ticketing) // PAGE * PAGE], known)
        return retold(rows, people, person_ids(people, whole_pages))
    if fault == 4:
        return Tables(users, tickets, comments.assign(public=True))
    if fault == 5:
        return first_of_each_exact_email(correct, people, known)
    if fault == 6:
        by_email = {email: identifier for identifier, email in reversed(ticketing)}
        by_name = {person.key: by_email[person.name] for person in people if person.name in by_email}
        return retold(rows, people, person_ids(people, by_name))
    if fault == 7:
        return Tables(users[(users["name"] != "") & (users["email"] != "")], tickets, comments)
    return correct


def dict_of_ids(ticketing: list[tuple[int, str]], known: dict[str, int]) -> dict[str, int]:
    """The part of the e-mail keys whose ticketing id is among these users."""
    present = {identifier for identifier, _ in ticketing}
    return {key: identifier for key, identifier in known.items() if identifier in present}


def retold(rows: pd.DataFrame, people: list[Person], ids: dict[int, int]) -> Tables:
    """All three tables, written with other ids."""
    tickets, comments = ticket_table(rows, ids), comment_table(rows, ids)
    return Tables(ordered_by_use(user_table(people, ids), tickets, comments), tickets, comments)


def with_chat_ids(
    tickets: pd.DataFrame, comments: pd.DataFrame, chat_ids: set[int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """References left as the chat export has them, for these chat ids."""
    author, requester = comments["chat_author"], tickets["chat_requester"]
    comments = comments.assign(author_id=comments["author_id"].mask(author.isin(chat_ids), author))
    tickets = tickets.assign(requester_id=tickets["requester_id"].mask(requester.isin(chat_ids), requester))
    return tickets, comments


def first_of_each_exact_email(correct: Tables, people: list[Person], known: dict[str, int]) -> Tables:
    """Fault 5: a user for the first chat id of each e-mail text, and references to all of the chat ids.

    People whom the ticketing tool knows are not touched.
    """
    alone = [chat_id for person in people if person.key not in known for chat_id in person.chat_ids]
    tickets, comments = with_chat_ids(
        correct.tickets, correct.comments, {chat_id.id for chat_id in alone}
    )
    kept: dict[object, ChatID] = {}
    for chat_id in alone:
        kept.setdefault(chat_id.email or chat_id.id, chat_id)
    firsts = pd.DataFrame([chat_id[:3] for chat_id in kept.values()], columns=["id", "name", "email"])
    of_ticketing = correct.users["id"].isin(known.values())
    users = pd.concat([correct.users[of_ticketing], firsts], ignore_index=True)
    return Tables(ordered_by_use(users, tickets, comments), tickets, comments)


class Comparison:
    """Exact numbers of affected records by kind, and the places of the first few of each."""

    def __init__(self, correct: Tables, written: Tables, names: list[str], size: int) -> None:
        """names are the members of the archive that was written; size is the batch size."""
        self.counts: dict[str, int] = {}
        self.places: dict[str, list[dict[str, Any]]] = {}
        self.names = names
        self.size = size
        for kind, expected, found in zip(Tables._fields, correct, written):
            lost = expected.loc[~expected["id"].isin(found["id"]), "id"]
            self.counts[f"{kind} missing"] = len(lost)
            if len(lost):
                self.places[f"{kind} missing"] = [{"id": lost_id} for lost_id in lost.head(PLACES).tolist()]
            self.note(f"{kind} unexpected", kind, found, ~found["id"].isin(expected["id"]))
            self.note(f"{kind} repeated", kind, found, found.duplicated("id"))
        shared = written.users["email"].map(email_key)
        self.note("users sharing an e-mail", "users", written.users, shared.notna() & shared.duplicated())
        people = correct.users.drop_duplicates("id").set_index("id")
        ids, arrived = written.users["id"], written.users["id"].isin(people.index)
        for field in ("name", "email"):
            differs = arrived & (written.users[field] != ids.map(people[field]))
            self.note(f"users with another {field}", "users", written.users, differs)
        self.compare_references("tickets", "requester_id", correct.tickets, written.tickets, written.users)
        self.compare_references("comments", "author_id", correct.comments, written.comments, written.users)
        should = written.comments["id"].map(correct.comments.set_index("id")["public"])
        differs = written.comments["public"] != should
        self.note("comments with another public", "comments", written.comments, differs, "public", should)
        lost_ticket = ~written.comments["ticket_id"].isin(written.tickets["id"])
        label = "comments with an unresolved ticket_id"
        self.note(label, "comments", written.comments, lost_ticket, "ticket_id")

    def compare_references(
        self, kind: str, field: str, correct: pd.DataFrame, written: pd.DataFrame, users: pd.DataFrame
    ) -> None:
        """References that are not the expected ones; that lead nowhere; that are wrong and yet resolve."""
        should = written["id"].map(correct.set_index("id")[field])
        differs = written[field] != should
        dangling = ~written[field].isin(users["id"])
        self.note(f"{kind} with another {field}", kind, written, differs, field, should)
        self.note(f"{kind} with an unresolved {field}", kind, written, dangling, field, should)
        resolving = f"{kind} with another {field} that resolves"
        self.note(resolving, kind, written, differs & ~dangling, field, should)

    def note(
        self,
        label: str,
        kind: str,
        table: pd.DataFrame,
        chosen: pd.Series,
        field: str | None = None,
        expected: pd.Series | None = None,
    ) -> None:
        """Count the chosen records and keep the first few: member, JSON pointer, id, values of the field."""
        indices = chosen.to_numpy().nonzero()[0]
        self.counts[label] = len(indices)
        array = "data" if kind == "tickets" else kind
        for index in indices[:PLACES].tolist():
            record = {
                "member": self.names[index // self.size],
                "pointer": f"/data/tickets/{array}/{index % self.size}",
                "id": int(table["id"].iat[index]),
            }
            if field:
                record["found"] = table[field].iat[index].item()
            if expected is not None:
                record["expected"] = expected.iat[index].item()
            self.places.setdefault(label, []).append(record)


def require_effect(fault: int, counts: dict[str, int], baseline: dict[str, int]) -> None:
    """A fault that damages nothing in this data proves nothing: refuse to call it reproduced."""
    if fault and counts == baseline:
        raise Refused(f"fault {fault} ({TITLES[fault]}) changes nothing in this data")
