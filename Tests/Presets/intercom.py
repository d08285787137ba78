"""Intercom: the list of conversations, each conversation with its parts, contacts and admins.

Traps: the first message outside of the parts, conversations that an admin began, parts without a text (assignments), a
reply that closes, a message of files alone, redacted parts, bots, notes, leads without a name or an address, a lead and
a user of one address, seconds since 1970, a number of parts that takes several pages to list.
"""

from __future__ import annotations

import faults
from expected import instant, number_of
from made_up import Case, Message, Person, World
from sample import Sample, merged
from server import page, single, starting_after

HOST = "https://api.intercom.io"
FOLDER = "exports/intercom"
WORDS = {"comment", "note", "quick_reply"}


def sample(traps: bool = True) -> Sample:
    """A workspace of some 150 records; without traps nobody writes with an action, and no bot."""
    world = World(seed=1202, customers=14, cases=14)
    desk = Sample(HOST)
    lead, nobody = world.person(email=world.customers[0].email.upper()), world.person(email=None)
    lead.role = nobody.role = "lead"
    nobody.first = nobody.last = ""
    bot = Person(world.number(), "Fin", "", None, "bot")
    world.customers += [lead, nobody]
    world.cases += [world.case(requester=lead), world.case(requester=nobody, replies=0)]
    outbound = world.case()
    outbound.messages[0].author = world.agents[0]
    with_bot = world.case()
    world.say(with_bot, bot if traps else world.agents[3])
    world.say(with_bot, world.agents[2], body=None, files=2)
    world.say(with_bot, with_bot.requester, body="", files=0)
    world.cases += [outbound, with_bot]
    kinds = {message: "comment" if message.is_public else "note" for case in world.cases for message in case.messages}
    closing = world.say(with_bot, world.agents[1])
    kinds[closing] = "close" if traps else "comment"
    redacted = with_bot.messages[-2]
    redacted.body = None

    conversations = [conversation(case) for case in world.cases]
    contacts = [contact(person) for person in world.customers]
    admins = [{"type": "admin", "id": admin_id(person), "name": person.name, "email": person.email,
               "job_title": None, "away_mode_enabled": False, "has_inbox_seat": True, "team_ids": []}
              for person in world.agents]
    desk.serve("conversations", "/conversations", f"{FOLDER}/conversations", conversations, 150,
               starting_after(conversations, "conversations", "conversation.list"))
    desk.serve("contacts", "/contacts", f"{FOLDER}/contacts", contacts, 150, starting_after(contacts, "data", "list"))
    desk.serve("admins", "/admins", f"{FOLDER}/admins", admins, 1000,
               lambda asked, host: page(admins, "admins", type="admin.list"))
    whole = [with_parts(case, record, kinds, redacted) for case, record in zip(world.cases, conversations)]
    for record in whole:
        desk.serve_each("parts", f"/conversations/{record['id']}", f"{FOLDER}/parts", record["id"], [], 1,
                        single(record))
        desk.note(record, f"{FOLDER}/parts/{record['id']}-page-000001.json", 1)

    kept = merged([(user_id(person), person.email) for person in [*world.customers, *world.agents, bot]])
    for case, record, full in zip(world.cases, conversations, whole):
        expect_case(desk, case, record, full, kept, redacted)
    people = list(zip(world.customers, contacts)) + list(zip(world.agents, admins))
    for person, record in people:
        number = user_id(person)
        if kept[number] == number:
            desk.expected.add("users", {"id": number, "name": person.name.strip() or None, "email": person.email,
                                        "role": "admin" if person.role == "agent" else record["role"]})
        desk.stands("user", kept[number], record)
    if traps:
        desk.expected.add("users", {"id": user_id(bot), "name": "Fin", "email": None, "role": "bot"})
    desk.faults = plan_faults(world, outbound, with_bot, closing, lead, bot) if traps else []
    return desk


def contact_id(person: Person) -> str:
    """24 hexadecimal digits."""
    return f"6762f19b1bb69f9f{person.number:08x}"


def admin_id(person: Person) -> str:
    """Digits, as a text."""
    return str(814_800 + person.number)


def author_id(person: Person) -> str:
    """The id that a part names."""
    return contact_id(person) if person.role in ("customer", "lead") else admin_id(person)


def user_id(person: Person) -> int:
    """The number that a person's id gets."""
    return number_of("people", author_id(person))


def conversation_id(case: Case) -> int:
    """Digits, which the API has as a text."""
    return 215_469_820_000_000 + case.number


def part_id(message: Message) -> int:
    """Digits, which the API has as a text."""
    return 26_123_450_000 + message.number


def author(person: Person) -> dict:
    """The author of a part."""
    kind = {"customer": "user", "lead": "lead", "agent": "admin", "bot": "bot"}[person.role]
    return {"type": kind, "id": author_id(person), "name": person.name.strip() or None, "email": person.email}


def attachments(message: Message) -> list[dict]:
    """The files of a message."""
    return [{"type": "upload", "name": name, "url": "https://downloads.example/1", "content_type": "image/png",
             "filesize": 12, "width": None, "height": None} for name in message.files]


def contact(person: Person) -> dict:
    """A contact of the list."""
    return {"type": "contact", "id": contact_id(person), "external_id": None, "workspace_id": "abc",
            "role": "lead" if person.role == "lead" else "user", "email": person.email,
            "name": person.name.strip() or None, "phone": None, "created_at": 1_600_000_000, "tags": {
                "type": "list", "data": [], "total_count": 0, "has_more": False}}


def conversation(case: Case) -> dict:
    """A conversation of the list: with its first message, without its parts."""
    first = case.messages[0]
    return {"type": "conversation", "id": str(conversation_id(case)), "created_at": int(case.at.timestamp()),
            "updated_at": int(case.messages[-1].at.timestamp()), "title": case.subject, "state": "open" if
            case.status in ("open", "pending") else "closed", "open": case.status == "open", "read": True,
            "priority": "not_priority", "admin_assignee_id": int(admin_id(case.assignee)) if case.assignee else None,
            "team_assignee_id": None, "contacts": {"type": "contact.list", "contacts": [
                {"type": "contact", "id": contact_id(case.requester), "external_id": None}]},
            "source": {"type": "conversation", "id": "2095", "delivered_as": "customer_initiated", "subject": "",
                       "body": first.body, "author": author(first.author), "attachments": attachments(first),
                       "url": None, "redacted": False},
            "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": str(place), "name": name}
                                                  for place, name in enumerate(case.tags)]},
            "statistics": {"type": "conversation_statistics", "count_conversation_parts": len(case.messages) - 1}}


def with_parts(case: Case, record: dict, kinds: dict[Message, str], redacted: Message) -> dict:
    """A conversation as it is got alone: with its parts, an assignment without a text among them."""
    parts = []
    for message in case.messages[1:]:
        parts.append({"type": "conversation_part", "id": str(part_id(message)), "part_type": kinds[message],
                      "body": message.body, "created_at": int(message.at.timestamp()),
                      "updated_at": int(message.at.timestamp()), "notified_at": int(message.at.timestamp()),
                      "assigned_to": None, "author": author(message.author), "attachments": attachments(message),
                      "external_id": None, "redacted": message is redacted})
        if message.number % 3 == 0:
            parts.append({**parts[-1], "id": str(part_id(message) + 500_000_000), "part_type": "assignment",
                          "body": None, "attachments": [], "redacted": False, "author": parts[-1]["author"],
                          "assigned_to": {"type": "admin", "id": "814801"}})
    return {**record, "conversation_parts": {"type": "conversation_part.list", "conversation_parts": parts,
                                             "total_count": len(parts)}}


def expect_case(desk: Sample, case: Case, record: dict, full: dict, kept: dict[int, int], redacted: Message) -> None:
    """A ticket, its first message, and every part that says something."""
    assignee = kept[user_id(case.assignee)] if case.assignee else None
    number = desk.expected.add("tickets", {
        "id": conversation_id(case), "created_at": instant(case.at), "requester_id": kept[user_id(case.requester)],
        "subject": case.subject, "status": record["state"], "tags": record["tags"]["tags"], "assignee_id": assignee})
    desk.stands("ticket", number, record)
    elements = {part["id"]: place for place, part in enumerate(full["conversation_parts"]["conversation_parts"])}
    for place, message in enumerate(case.messages):
        number = desk.expected.add("comments", {
            "id": comment_id(case, message), "ticket_id": conversation_id(case),
            "author_id": kept[user_id(message.author)], "public": message.is_public,
            "created_at": instant(message.at), "html_body": message.body or "", "attachments": attachments(message),
            "redacted": message is redacted})
        if place:
            desk.stands("comment", number, full, elements[str(part_id(message))])
            if message.author.role == "bot":
                desk.stands("user", user_id(message.author), full, elements[str(part_id(message))])
        else:
            desk.stands("comment", number, record)


def comment_id(case: Case, message: Message) -> int:
    """A part by its id, a first message by that of its conversation."""
    if message is case.messages[0]:
        return number_of("comments", f"message:{conversation_id(case)}")
    return number_of("comments", f"part:{part_id(message)}")


def plan_faults(world: World, outbound: Case, with_bot: Case, closing: Message, lead: Person,
                bot: Person) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    case, note = next((case, message) for case in world.cases for message in case.messages if not message.is_public)
    of_lead = next(case for case in world.cases if case.requester is lead)
    of_bot = next(message for message in with_bot.messages if message.author is bot)
    of_files = next(message for message in with_bot.messages if message.body is None and message.files)
    written = [comment_id(of_lead, message) for message in of_lead.messages if message.author is lead]
    return [
        faults.lost_comments("the first message is lost", [comment_id(outbound, outbound.messages[0])]),
        faults.lost_comments("the reply that closes is lost", [comment_id(with_bot, closing)]),
        faults.changed("a message of files has lost them", "comment", comment_id(with_bot, of_files), "attachments",
                       None, "comment-fields-are-unchanged"),
        faults.changed("a note is public", "comment", comment_id(case, note), "public", True,
                       "public-flags-are-unchanged"),
        faults.changed("the bot's answer is the customer's", "comment", comment_id(with_bot, of_bot), "author_id",
                       user_id(with_bot.requester), "comments-have-the-expected-author"),
        faults.shifted("seconds were read as local time", comment_id(with_bot, closing), 1),
        faults.parted("a lead and a user of one address are two", user_id(world.customers[0]), {"id": user_id(lead)},
                      written),
        faults.changed("an outbound conversation is the admin's", "ticket", conversation_id(outbound), "requester_id",
                       user_id(world.agents[0]), "tickets-have-the-expected-requester"),
    ]
