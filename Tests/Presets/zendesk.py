"""Zendesk Support: incremental exports of tickets and users, a list of organizations, comments ticket by ticket.

Traps: deleted tickets, a merged ticket, a ticket of more than 100 comments, comments of the system (author -1), private
notes, calls, people who were deleted (with and without their address), suspended people, people without an address.
"""

from __future__ import annotations

import faults
from expected import instant
from made_up import Case, Message, Person, World
from sample import Sample
from server import cursored, incremental

HOST = "https://SUBDOMAIN.zendesk.com"
FOLDER = "exports/zendesk"
SYSTEM = 1
"""The number that the plan gives the author -1."""


def sample(traps: bool = True) -> Sample:
    """A desk of some 250 records; without traps one that never needs what the preset has for them."""
    world = World(seed=1101, customers=14, cases=10)
    desk = Sample(HOST, user="admin@desk.example/token")
    gone, erased, suspended, caller = (world.person() for _ in range(4))
    gone.is_deleted = erased.is_deleted = True
    erased.first, erased.last, erased.email = "Permanently Deleted", "User", None
    caller.email = None
    world.customers += [gone, erased, suspended, caller]
    world.cases += [world.case(requester=person) for person in (gone, erased, suspended, caller)]
    long, merged_into, merged_away, deleted = (world.case() for _ in range(4))
    for _ in range(105):
        world.say(long, world.draw.choice([long.requester, world.agents[0]]))
    merged_away.status, merged_away.tags = "closed", ["closed_by_merge"]
    machine = Person(-1, "System", "", None)
    world.say(merged_into, world.agents[1], public=False)
    for case in (merged_away, merged_into) if traps else ():
        world.say(case, machine, public=False)
    deleted.status = "deleted"
    world.cases += [merged_into, long, merged_away, deleted]

    organizations = [organization(number) for number in range(5)]
    users = [user(person, world, person is suspended) for person in world.agents + world.customers]
    tickets = [ticket(case) for case in world.cases]
    desk.serve("tickets", "/api/v2/incremental/tickets/cursor.json", f"{FOLDER}/tickets", tickets, 12,
               incremental(tickets, "tickets", "/api/v2/incremental/tickets/cursor.json", 12))
    desk.serve("users", "/api/v2/incremental/users/cursor.json", f"{FOLDER}/users", users, 10,
               incremental(users, "users", "/api/v2/incremental/users/cursor.json", 10))
    desk.serve("organizations", "/api/v2/organizations.json", f"{FOLDER}/organizations", organizations, 100,
               cursored(organizations, "organizations", "/api/v2/organizations.json"))
    for case, record in zip(world.cases, tickets):
        if case.status == "deleted":
            continue
        comments = [comment(message) for message in case.messages]
        path = f"/api/v2/tickets/{record['id']}/comments.json"
        desk.serve_each("comments", path, f"{FOLDER}/comments", record["id"], comments, 100,
                        cursored(comments, "comments", path))
        expect_case(desk, case, record, comments)
    for record in organizations:
        desk.expected.add("organizations", {"id": record["id"], "name": record["name"],
                                            "domain_names": record["domain_names"]})
    expect_users(desk, users)
    if traps:
        desk.expected.add("users", {"id": SYSTEM, "name": "System", "email": None, "role": "system"})
    desk.faults = plan_faults(world, long, erased, merged_into) if traps else []
    return desk


def user_id(person: Person) -> int:
    """An id as Zendesk numbers people."""
    return -1 if person.number == -1 else 900_000_000_000 + 7 * person.number


def ticket_id(case: Case) -> int:
    """Tickets have small numbers."""
    return 1000 + case.number


def comment_id(message: Message) -> int:
    """An id beyond 32 bits."""
    return 4_600_000_000_000 + 3 * message.number


def organization(number: int) -> dict:
    """An organization."""
    return {"id": 360_000_000_000 + number, "name": f"Firma {number} & Söhne", "shared_tickets": False,
            "domain_names": [f"firma{number}.example"] * (number % 2), "tags": [], "created_at": "2020-01-01T00:00:00Z"}


def user(person: Person, world: World, is_suspended: bool) -> dict:
    """A user as the incremental export has it."""
    return {"id": user_id(person), "url": f"{HOST}/api/v2/users/{user_id(person)}.json", "name": person.name,
            "email": person.email, "created_at": "2020-01-01T00:00:00Z", "role": "agent" if person.role == "agent" else
            "end-user", "active": not person.is_deleted, "suspended": is_suspended, "photo": None, "tags": [],
            "organization_id": 360_000_000_000 + person.number % 5 if world.draw.random() < 0.5 else None}


def ticket(case: Case) -> dict:
    """A ticket as the incremental export has it."""
    return {"url": f"{HOST}/api/v2/tickets/{ticket_id(case)}.json", "id": ticket_id(case), "external_id": None,
            "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
            "created_at": instant(case.at), "updated_at": instant(case.messages[-1].at), "type": None,
            "subject": case.subject, "description": case.messages[0].body, "priority": None, "status": case.status,
            "requester_id": user_id(case.requester), "submitter_id": user_id(case.requester),
            "assignee_id": user_id(case.assignee) if case.assignee else None, "organization_id": None,
            "tags": case.tags, "custom_fields": [{"id": 360001, "value": "a"}], "is_public": True,
            "generated_timestamp": int(case.at.timestamp())}


def comment(message: Message) -> dict:
    """A comment as the list of a ticket's comments has it: without the ticket."""
    files = [{"id": message.number * 10 + place, "file_name": name, "content_type": "image/png", "size": 12,
              "content_url": f"{HOST}/attachments/{place}", "inline": False}
             for place, name in enumerate(message.files)]
    return {"id": comment_id(message), "type": "VoiceComment" if message.number % 17 == 0 else "Comment",
            "author_id": user_id(message.author), "body": "…", "html_body": message.body, "plain_body": "…",
            "public": message.is_public, "attachments": files, "audit_id": comment_id(message) - 1,
            "via": {"channel": "web"}, "created_at": instant(message.at), "metadata": {"system": {}, "custom": {}}}


def expect_case(desk: Sample, case: Case, record: dict, comments: list[dict]) -> None:
    """A ticket and its comments arrive with everything they have."""
    number = desk.expected.add("tickets", {
        "id": ticket_id(case), "created_at": instant(case.at), "requester_id": user_id(case.requester),
        "subject": case.subject, "status": case.status, "priority": None, "tags": case.tags,
        "assignee_id": user_id(case.assignee) if case.assignee else None, "organization_id": None})
    desk.stands("ticket", number, record)
    for message, row in zip(case.messages, comments):
        author = SYSTEM if message.author.number == -1 else user_id(message.author)
        number = desk.expected.add("comments", {
            "id": comment_id(message), "ticket_id": ticket_id(case), "author_id": author,
            "public": message.is_public, "created_at": instant(message.at), "html_body": message.body,
            "attachments": row["attachments"]})
        desk.stands("comment", number, row)


def expect_users(desk: Sample, users: list[dict]) -> None:
    """Everybody of the list arrives."""
    for record in users:
        number = desk.expected.add("users", {"id": record["id"], "name": record["name"], "email": record["email"],
                                             "role": record["role"], "active": record["active"],
                                             "suspended": record["suspended"],
                                             "organization_id": record["organization_id"]})
        desk.stands("user", number, record)


def plan_faults(world: World, long: Case, erased: Person, merged_into: Case) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    note = next(message for case in world.cases for message in case.messages
                if not message.is_public and message.author.role == "agent" and case.status != "deleted")
    of_erased = next(message for case in world.cases for message in case.messages if message.author is erased)
    system = merged_into.messages[-1]
    return [
        faults.lost_comments("comments beyond the first page of 100", [comment_id(m) for m in long.messages[100:]]),
        faults.lost_ticket("the merged ticket is lost", ticket_id(merged_into)),
        faults.lost_user("a deleted person is lost", user_id(erased)),
        faults.changed("an internal note is public", "comment", comment_id(note), "public", True,
                       "public-flags-are-unchanged"),
        faults.changed("the system's note is an agent's", "comment", comment_id(system), "author_id",
                       user_id(world.agents[0]), "comments-have-the-expected-author"),
        faults.changed("a deleted person's comment is somebody's", "comment", comment_id(of_erased), "author_id",
                       user_id(world.customers[0]), "comments-have-the-expected-author"),
        faults.mojibake("a text in the wrong encoding", comment_id(long.messages[3])),
        faults.changed("a ticket is the agent's who merged it", "ticket", ticket_id(merged_into), "requester_id",
                       user_id(world.agents[1]), "tickets-have-the-expected-requester"),
    ]
