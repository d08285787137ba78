"""Help Scout: conversations with their threads embedded, customers, users; HAL throughout.

Traps: customers and users are numbered apart, line items among the threads, drafts, notes, phone calls, a conversation
that a user began, somebody who is a user and wrote as a customer, customers without an address, threads without a text.
"""

from __future__ import annotations

import faults
from expected import instant, number_of
from made_up import Case, Message, Person, World
from sample import Sample, merged
from server import hal

HOST = "https://api.helpscout.net"
FOLDER = "exports/helpscout"


def sample(traps: bool = True) -> Sample:
    """A mailbox of some 200 records; without traps every customer has an address."""
    world = World(seed=1404, customers=30, cases=30)
    desk = Sample(HOST)
    twin = world.person(email=world.agents[0].email)
    twin.first, twin.last = world.agents[0].first, world.agents[0].last
    nobody = world.person(email=None if traps else "")
    nobody.first, nobody.last = "", ""
    world.customers += [twin, nobody]
    kinds: dict[Message, str] = {}
    begun, called, draft = world.case(), world.case(), world.case()
    begun.messages[0].author = world.agents[1]
    kinds[called.messages[0]] = "phone"
    world.say(called, world.agents[2], body=None, files=1)
    draft.status = "draft"
    draft.messages = draft.messages[:1]
    draft.messages[0].author = world.agents[0]
    world.cases += [world.case(requester=twin), world.case(requester=nobody), begun, called, draft]
    for case in world.cases:
        for message in case.messages:
            kind = "customer" if message.author.role == "customer" else "message"
            kinds.setdefault(message, kind if message.is_public else "note")

    conversations = [conversation(case, kinds) for case in world.cases]
    customers = [{"id": customer_id(person), "firstName": person.first or None, "lastName": person.last or None,
                  "gender": "Unknown", "photoType": "default", "createdAt": "2020-01-01T00:00:00Z", "updatedAt":
                  "2020-01-01T00:00:00Z", "background": "", "_embedded": {"emails":
                                                                     emails(person), "phones": []}}
                 for person in world.customers]
    users = [{"id": customer_id(person), "firstName": person.first, "lastName": person.last, "email": person.email,
              "role": "user", "timezone": "UTC", "type": "user", "createdAt": "2020-01-01T00:00:00Z", "updatedAt":
              "2020-01-01T00:00:00Z"} for person in world.agents]
    desk.serve("conversations", "/v2/conversations", f"{FOLDER}/conversations", conversations, 25,
               hal(conversations, "conversations", "/v2/conversations", 25))
    desk.serve("customers", "/v2/customers", f"{FOLDER}/customers", customers, 20,
               hal(customers, "customers", "/v2/customers", 20))
    desk.serve("users", "/v2/users", f"{FOLDER}/users", users, 50, hal(users, "users", "/v2/users", 50))

    kept = merged([(user_id(person), person.email) for person in [*world.agents, *world.customers]])
    for case, record in zip(world.cases, conversations):
        if case.status != "draft":
            expect_case(desk, case, record, kept)
    for person, record in zip([*world.agents, *world.customers], [*users, *customers]):
        number = user_id(person)
        if kept[number] == number:
            desk.expected.add("users", {"id": number, "name": person.name.strip() or None, "email": person.email,
                                        "role": "user" if person.role == "agent" else "customer"})
        desk.stands("user", kept[number], record, 0 if person.role == "customer" and person.email else None)
    desk.faults = plan_faults(world, begun, called, twin) if traps else []
    return desk


def customer_id(person: Person) -> int:
    """Customers and users are numbered apart, and both from small numbers on."""
    return person.number % 50 + 1 if person.role == "agent" else person.number


def user_id(person: Person) -> int:
    """The number that a person's id gets: the kind tells customers and users apart."""
    kind = "user" if person.role == "agent" else "customer"
    return number_of("people", f"{kind}:{customer_id(person)}")


def conversation_id(case: Case) -> int:
    """Conversations have large numbers."""
    return 2_391_938_000 + case.number


def thread_id(message: Message) -> int:
    """So have threads."""
    return 8_100_000_000 + message.number


def emails(person: Person) -> list[dict]:
    """A customer's addresses; the first one counts."""
    if person.email is None:
        return []
    kinds = ["home", "work", "other"]
    return [{"id": person.number * 2, "value": person.email, "type": kinds[person.number % 3]}] + [
        {"id": person.number * 2 + 1, "value": f"second.{person.number}@mail.example", "type": "work"}
    ] * (person.number % 2)


def reference(person: Person) -> dict:
    """Somebody as a conversation or a thread names them."""
    return {"id": customer_id(person), "type": "user" if person.role == "agent" else "customer", "first":
            person.first, "last": person.last, "email": person.email, "photoUrl": ""}


def conversation(case: Case, kinds: dict[Message, str]) -> dict:
    """A conversation of the list, with its threads; the newest is first, and a line item is among them."""
    threads = [thread(case, message, kinds[message]) for message in case.messages]
    threads.insert(1, {"id": 9_100_000_000 + case.number, "type": "lineitem", "status": "active", "state":
                       "published", "action": {"type": "changed-assignee", "text": "assigned"}, "body": None,
                       "source": {"type": "api", "via": "user"}, "customer": reference(case.requester), "createdBy":
                       {"id": 1, "type": "team", "first": "Help", "last": "Scout", "email": "none@desk.example"},
                       "createdAt": instant(case.at), "_embedded": {"attachments": []}})
    return {"id": conversation_id(case), "number": case.number, "threads": len(case.messages), "type": "email",
            "folderId": 1, "status": "active" if case.status == "open" else "closed", "state": "draft" if
            case.status == "draft" else "published", "subject": case.subject, "preview": "…", "mailboxId": 85,
            "assignee": reference(case.assignee) if case.assignee else None, "createdBy":
            reference(case.messages[0].author), "createdAt": instant(case.at), "closedBy": 0, "source":
            {"type": "email", "via": "customer"}, "tags": [{"id": 1, "color": "#929499", "tag": tag} for tag in
                                                           case.tags], "cc": [], "bcc": [],
            "primaryCustomer": reference(case.requester), "customFields": [],
            "_embedded": {"threads": threads[::-1]}}


def thread(case: Case, message: Message, kind: str) -> dict:
    """What somebody wrote."""
    files = [{"id": message.number * 10 + place, "filename": name, "mimeType": "image/png", "size": 12}
             for place, name in enumerate(message.files)]
    return {"id": thread_id(message), "type": kind, "status": "active", "state": "draft" if case.status == "draft" else
            "published", "action": {"type": "default", "associatedEntities": {}}, "body": message.body, "source":
            {"type": "email", "via": "user"},
            "customer": reference(case.requester), "createdBy": reference(message.author), "assignedTo": {"id": 0},
            "savedReplyId": 0, "to": [], "cc": [], "bcc": [], "createdAt": instant(message.at), "_embedded":
            {"attachments": files}}


def expect_case(desk: Sample, case: Case, record: dict, kept: dict[int, int]) -> None:
    """A ticket and its threads, the oldest first."""
    number = desk.expected.add("tickets", {
        "id": conversation_id(case), "created_at": instant(case.at), "requester_id": kept[user_id(case.requester)],
        "subject": case.subject, "status": record["status"], "tags": record["tags"], "assignee_id":
        kept[user_id(case.assignee)] if case.assignee else None})
    desk.stands("ticket", number, record)
    threads = {row["id"]: (place, row) for place, row in enumerate(record["_embedded"]["threads"])}
    for message in case.messages:
        place, row = threads[thread_id(message)]
        number = desk.expected.add("comments", {
            "id": thread_id(message), "ticket_id": conversation_id(case), "author_id":
            kept[user_id(message.author)], "public": message.is_public, "created_at": instant(message.at),
            "html_body": message.body or "", "attachments": row["_embedded"]["attachments"]})
        desk.stands("comment", number, record, place)


def plan_faults(world: World, begun: Case, called: Case, twin: Person) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    case, note = next((case, message) for case in world.cases for message in case.messages if not message.is_public)
    of_twin = next(case for case in world.cases if case.requester is twin)
    written = [thread_id(message) for message in of_twin.messages if message.author is twin]
    numbers = {customer_id(agent) for agent in world.agents}
    same = next(person for person in world.customers if customer_id(person) in numbers)
    mixed = next(message for case in world.cases for message in case.messages if message.author.role == "agent"
                 and customer_id(message.author) == customer_id(same) and case.status != "draft")
    return [
        faults.lost_comments("a call without a text is lost", [thread_id(called.messages[-1])]),
        faults.lost_ticket("a conversation is lost", conversation_id(called)),
        faults.changed("a note is public", "comment", thread_id(note), "public", True, "public-flags-are-unchanged"),
        faults.parted("a user who wrote as a customer is two", user_id(world.agents[0]), {"id": user_id(twin)},
                      written),
        faults.changed("a conversation is the user's who began it", "ticket", conversation_id(begun), "requester_id",
                       user_id(world.agents[1]), "tickets-have-the-expected-requester"),
        faults.moved("a thread is in another conversation", thread_id(begun.messages[1]), conversation_id(called)),
        faults.cut("a text without its end", thread_id(begun.messages[0])),
        faults.changed("a user is the customer of that number", "comment", thread_id(mixed), "author_id", user_id(same),
                       "comments-have-the-expected-author"),
    ]
