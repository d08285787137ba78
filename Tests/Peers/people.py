"""Who is one person, which id they carry, and the three tables of the archive that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from exports import Refused, email_key


class ChatID(NamedTuple):
    """One author id of the chat export, as its rows describe it, in the order of first rows."""

    id: int
    name: str  # of its first row that has one, "" for null
    name_row: int  # position of that row, beyond all others without one
    email: str  # text of its first row with an address, else of its first blank one, else ""
    key: str | None  # e-mail key, None when no row has an address
    key_row: int  # position of the row that gave the e-mail, -1 without one


@dataclass
class Person:
    """All chat ids that share an e-mail key, or a single one without an e-mail."""

    chat_ids: list[ChatID]

    @property
    def key(self) -> str | None:
        return self.chat_ids[0].key

    @property
    def name(self) -> str:
        """As it stands in the person's first row that has one."""
        return min(self.chat_ids, key=lambda chat_id: chat_id.name_row).name

    @property
    def email(self) -> str:
        """As it stands in the person's first row that has one."""
        return min(self.chat_ids, key=lambda chat_id: chat_id.key_row).email


class Tables(NamedTuple):
    """What the archive holds, in its order. Text columns use "" for null, except bodies."""

    users: pd.DataFrame  # id, name, email
    tickets: pd.DataFrame  # id, opened, opened_ns, requester_id, chat_requester
    comments: pd.DataFrame  # id, ticket_id, author_id, public, written, written_ns, body, chat_author


def read_chat_ids(rows: pd.DataFrame) -> list[ChatID]:
    """Every author id with its name and e-mail; two e-mail keys for one id are refused."""
    keys = {text: email_key(text) for text in rows["email"].unique()}
    authors = rows[["author", "name", "email"]].assign(key=rows["email"].map(keys))
    with_key = authors[authors["key"].notna()]
    pairs = with_key.drop_duplicates(["author", "key"])
    two_keys = pairs[pairs.duplicated("author", keep=False)]
    if not two_keys.empty:
        raise Refused(f"one chat id with two e-mails: {lines_by(two_keys, 'author')}")
    first_with_key = with_key.drop_duplicates("author")
    keyed = {
        author: (email, key, position)
        for author, email, key, position in zip(
            first_with_key["author"], first_with_key["email"], first_with_key["key"], first_with_key.index
        )
    }
    filled = authors[authors["email"] != ""].drop_duplicates("author")
    blank = dict(zip(filled["author"], filled["email"]))
    named = authors[authors["name"] != ""].drop_duplicates("author")
    names = {author: (name, row) for author, name, row in zip(named["author"], named["name"], named.index)}
    chat_ids = []
    for author in authors.drop_duplicates("author")["author"]:
        email, key, position = keyed.get(author, (blank.get(author, ""), None, -1))
        name, name_row = names.get(author, ("", len(authors)))
        chat_ids.append(ChatID(author, name, name_row, email, key, position))
    return chat_ids


def merge(chat_ids: list[ChatID]) -> list[Person]:
    """One person for each e-mail key, one for each chat id without; in the order of their first rows."""
    people: dict[object, Person] = {}
    for chat_id in chat_ids:
        person = people.setdefault(chat_id.key or chat_id.id, Person([]))
        person.chat_ids.append(chat_id)
    return list(people.values())


def ticketing_ids(people: list[Person], ticketing: list[tuple[int, str]]) -> dict[str, int]:
    """E-mail key to ticketing id; two ids for a chat person's e-mail are refused."""
    chat_keys = {person.key for person in people if person.key}
    found: dict[str, int] = {}
    twins = []
    for identifier, email in ticketing:
        key = email_key(email)
        if key is None:
            continue
        if found.setdefault(key, identifier) != identifier and key in chat_keys:
            twins.append(f"{found[key]} and {identifier}")
    if twins:
        raise Refused(f"two ticketing ids with one e-mail: {', '.join(twins)}")
    return found


def person_ids(people: list[Person], known: dict[str, int]) -> dict[int, int]:
    """Chat id to the person's id: the ticketing id if the e-mail is known there, else the first chat id."""
    ids = {}
    for person in people:
        identifier = known.get(person.key, person.chat_ids[0].id) if person.key else person.chat_ids[0].id
        ids.update((chat_id.id, identifier) for chat_id in person.chat_ids)
    return ids


def refuse_shared_ids(
    ids: dict[int, int],
    known: dict[str, int],
    people: list[Person],
    requesters: pd.Series,
    ticketing: list[tuple[int, str]],
) -> None:
    """Refuse a chat id that stays in use and equals a ticketing id: two people under one number."""
    matched = {known[person.key] for person in people if person.key in known}
    kept = {person.chat_ids[0].id for person in people if person.key not in known}
    kept |= {requester for requester in requesters.unique().tolist() if requester not in ids}
    shared = sorted(kept & ({identifier for identifier, _ in ticketing} | matched))
    if shared:
        raise Refused(f"chat ids that stay in use and equal a ticketing id: {shared}")


def user_table(people: list[Person], ids: dict[int, int]) -> pd.DataFrame:
    """One user for each person, in the order of their first rows."""
    return pd.DataFrame(
        {
            "id": [ids[person.chat_ids[0].id] for person in people],
            "name": [person.name for person in people],
            "email": [person.email for person in people],
        }
    )


def ticket_table(rows: pd.DataFrame, ids: dict[int, int]) -> pd.DataFrame:
    """One ticket for each conversation, in the order of their first rows."""
    table = pd.DataFrame(
        {
            "id": rows["ticket"],
            "opened": rows["opened"],
            "opened_ns": rows["opened_ns"],
            "requester_id": written_ids(rows["requester"], ids),
            "chat_requester": rows["requester"],
        }
    )
    refuse_contradictions(table, ["opened", "opened_ns", "requester_id"], "conversation")
    return table.drop_duplicates("id")


def comment_table(rows: pd.DataFrame, ids: dict[int, int]) -> pd.DataFrame:
    """One comment for each comment id; a ticket's comments together, by instant, then source position."""
    table = pd.DataFrame(
        {
            "id": rows["comment"],
            "ticket_id": rows["ticket"],
            "author_id": written_ids(rows["author"], ids),
            "public": rows["public"],
            "written": rows["written"],
            "written_ns": rows["written_ns"],
            "body": rows["body"],
            "chat_author": rows["author"],
        }
    )
    mapped = ["ticket_id", "author_id", "public", "written", "written_ns", "body"]
    refuse_contradictions(table, mapped, "comment")
    table = table.drop_duplicates("id")
    place = pd.factorize(rows["ticket"])[0]  # the conversation's place in the order of first rows
    place = pd.Series(place, index=rows.index).loc[table.index].to_numpy()
    order = np.lexsort((table.index, table["written_ns"], table["written"], place))
    return table.iloc[order]


def written_ids(chat_ids: pd.Series, ids: dict[int, int]) -> pd.Series:
    """The id to write for each chat id; one that never wrote keeps its own."""
    distinct = {chat_id: ids.get(chat_id, chat_id) for chat_id in chat_ids.unique().tolist()}
    return chat_ids.map(distinct)


def refuse_contradictions(table: pd.DataFrame, columns: list[str], what: str) -> None:
    """Refuse rows of one id that differ as typed values."""
    repeated = table[table.duplicated("id", keep=False)]
    distinct = repeated.drop_duplicates(["id", *columns])
    differing = distinct[distinct.duplicated("id", keep=False)]
    if not differing.empty:
        raise Refused(f"rows of one {what} that differ: {lines_by(differing, 'id')}")


def lines_by(rows: pd.DataFrame, column: str) -> str:
    """Ids with their record numbers, counted from 1: "7 (records 3, 9); 8 (records 4, 5)"."""
    groups = rows.index.to_series().groupby(rows[column], sort=False)
    return "; ".join(
        f"{identifier} (records {', '.join(str(position + 1) for position in positions)})"
        for identifier, positions in groups
    )


def ordered_by_use(users: pd.DataFrame, tickets: pd.DataFrame, comments: pd.DataFrame) -> pd.DataFrame:
    """Users in the order in which comments bring them: the ticket's requester, then the author."""
    requester = comments["ticket_id"].map(tickets.set_index("id")["requester_id"])
    used = np.column_stack([requester.to_numpy(), comments["author_id"].to_numpy()]).ravel()
    rank = {identifier: place for place, identifier in enumerate(pd.unique(used).tolist())}
    place = users["id"].map(lambda identifier: rank.get(identifier, len(rank)))
    return users.iloc[np.argsort(place.to_numpy(), kind="stable")]
