"""Freshdesk: tickets with their description, conversations ticket by ticket, contacts, agents, companies.

Traps: the description is the first comment and has no id, private notes, deleted contacts in a list of their own,
contacts without an address, agents who are in no list of contacts, numbers for states, comments beyond the first page.
"""

from __future__ import annotations

import faults
from expected import instant
from made_up import Case, Message, Person, World
from sample import Sample
from server import numbered

HOST = "https://SUBDOMAIN.freshdesk.com"
FOLDER = "exports/freshdesk"
STATES = {"open": 2, "pending": 3, "solved": 4, "closed": 5}
FIRST = 4_000_000_000_000_000
"""What the plan adds to a ticket's id for the id of its description."""


def sample(traps: bool = True) -> Sample:
    """A desk of some 250 records; without traps no contact was deleted."""
    world = World(seed=1303, customers=14, cases=12)
    desk = Sample(HOST, user="api-key")
    deleted, caller = world.person(), world.person(email=None)
    deleted.is_deleted = traps
    long = world.case()
    for _ in range(108):
        world.say(long, world.draw.choice([long.requester, world.agents[0]]))
    silent = world.case(replies=0)
    world.cases += [world.case(requester=deleted), world.case(requester=caller), long, silent]
    for case in world.cases:
        case.messages[0].files = []

    companies = [{"id": 51_000_000_000 + number, "name": f"Företag {number}", "description": None, "domains":
                  [f"foretag{number}.example"], "note": None, "created_at": "2020-01-01T00:00:00Z", "updated_at":
                  "2020-01-01T00:00:00Z", "custom_fields": {}} for number in range(3)]
    contacts = [contact(person, world) for person in [*world.customers, caller]]
    gone = [contact(deleted, world)] if traps else []
    contacts += [] if traps else [contact(deleted, world)]
    agents = [{"id": user_id(person), "available": True, "occasional": False, "ticket_scope": 1, "type":
               "support_agent", "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z",
               "contact": {"active": True, "email": person.email, "job_title": None, "name": person.name,
                           "phone": None}} for person in world.agents]
    tickets = [ticket(case) for case in world.cases]
    desk.serve("tickets", "/api/v2/tickets", f"{FOLDER}/tickets", tickets, 100, numbered(tickets))
    desk.serve("contacts", "/api/v2/contacts", f"{FOLDER}/contacts", contacts, 100,
               lambda asked, host: numbered(gone if asked.get("state") == "deleted" else contacts)(asked, host))
    desk.serve("deleted_contacts", "/api/v2/contacts", f"{FOLDER}/deleted_contacts", gone, 100,
               desk.routes["/api/v2/contacts"])
    desk.serve("agents", "/api/v2/agents", f"{FOLDER}/agents", agents, 100, numbered(agents))
    desk.serve("companies", "/api/v2/companies", f"{FOLDER}/companies", companies, 100, numbered(companies))
    for case, record in zip(world.cases, tickets):
        rows = [conversation(case, message) for message in case.messages[1:]]
        desk.serve_each("conversations", f"/api/v2/tickets/{record['id']}/conversations", f"{FOLDER}/conversations",
                        record["id"], rows, 100, numbered(rows))
        expect_case(desk, case, record, rows)
    for record in companies:
        desk.expected.add("organizations", {"id": record["id"], "name": record["name"], "domains": record["domains"]})
    for person, record in zip([*world.customers, caller, deleted, *world.agents], [*contacts, *gone, *agents]):
        is_agent = person.role == "agent"
        number = desk.expected.add("users", {
            "id": user_id(person), "name": person.name, "email": person.email,
            "role": "agent" if is_agent else "end-user", "organization_id": record.get("company_id")})
        desk.stands("user", number, record)
    desk.faults = plan_faults(world, long, silent, deleted) if traps else []
    return desk


def user_id(person: Person) -> int:
    """Contacts and agents are numbered together."""
    return 1_050_000_000_000 + person.number


def ticket_id(case: Case) -> int:
    """Tickets have small numbers."""
    return case.number


def comment_id(case: Case, message: Message) -> int:
    """A conversation by its id, the description by that of its ticket."""
    return FIRST + ticket_id(case) if message is case.messages[0] else 70_012_000_000 + message.number


def contact(person: Person, world: World) -> dict:
    """A contact of the list."""
    return {"id": user_id(person), "active": not person.is_deleted, "name": person.name, "email": person.email,
            "phone": None, "mobile": "555-0100" if person.email is None else None, "company_id":
            51_000_000_000 + person.number % 3 if world.draw.random() < 0.5 else None, "deleted": person.is_deleted,
            "created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z", "tags": [],
            "other_emails": [], "custom_fields": {}}


def ticket(case: Case) -> dict:
    """A ticket of the list, with its description."""
    return {"id": ticket_id(case), "cc_emails": [], "fwd_emails": [], "spam": False, "email_config_id": None,
            "priority": 2, "requester_id": user_id(case.requester), "source": 1, "status": STATES[case.status],
            "responder_id": user_id(case.assignee) if case.assignee else None, "company_id": None,
            "subject": case.subject, "type": "Question", "to_emails": None, "is_escalated": False, "tags": case.tags,
            "due_by": instant(case.at), "fr_due_by": instant(case.at), "custom_fields": {"cf_order": None},
            "created_at": instant(case.at), "updated_at": instant(case.messages[-1].at),
            "description": case.messages[0].body, "description_text": "…"}


def conversation(case: Case, message: Message) -> dict:
    """A reply or a note of a ticket."""
    files = [{"id": message.number * 10 + place, "name": name, "content_type": "image/png", "size": 12,
              "attachment_url": "https://attachment.example/1", "created_at": instant(message.at),
              "updated_at": instant(message.at)} for place, name in enumerate(message.files)]
    return {"id": comment_id(case, message), "body": message.body, "body_text": "…", "incoming":
            message.author is case.requester, "private": not message.is_public, "user_id": user_id(message.author),
            "support_email": None, "source": 0 if message.is_public else 2, "ticket_id": ticket_id(case),
            "to_emails": [], "from_email": None, "cc_emails": [], "bcc_emails": [], "attachments": files,
            "created_at": instant(message.at), "updated_at": instant(message.at), "last_edited_at": None}


def expect_case(desk: Sample, case: Case, record: dict, rows: list[dict]) -> None:
    """A ticket, its description as the first comment, and its conversations."""
    number = desk.expected.add("tickets", {
        "id": ticket_id(case), "created_at": instant(case.at), "requester_id": user_id(case.requester),
        "subject": case.subject, "status": case.status, "priority": "medium", "tags": case.tags,
        "assignee_id": user_id(case.assignee) if case.assignee else None, "organization_id": None})
    desk.stands("ticket", number, record)
    for message, row in zip(case.messages, [record, *rows]):
        number = desk.expected.add("comments", {
            "id": comment_id(case, message), "ticket_id": ticket_id(case), "author_id": user_id(message.author),
            "public": message.is_public, "created_at": instant(message.at), "html_body": message.body,
            "attachments": row.get("attachments")})
        desk.stands("comment", number, row)


def plan_faults(world: World, long: Case, silent: Case, deleted: Person) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    case, note = next((case, message) for case in world.cases for message in case.messages if not message.is_public)
    of_agent = next(message for message in long.messages if message.author is world.agents[0])
    beyond = [comment_id(long, message) for message in long.messages[101:]]
    first = comment_id(silent, silent.messages[0])
    return [
        faults.lost_comments("the description is lost", [first]),
        faults.lost_comments("conversations beyond the first page", beyond),
        faults.lost_user("a deleted contact is lost", user_id(deleted)),
        faults.lost_user("an agent is lost", user_id(world.agents[0])),
        faults.changed("a private note is public", "comment", comment_id(case, note), "public", True,
                       "public-flags-are-unchanged"),
        faults.changed("an agent's reply is the customer's", "comment", comment_id(long, of_agent), "author_id",
                       user_id(long.requester), "comments-have-the-expected-author"),
        faults.changed("a state is the number's neighbour", "ticket", ticket_id(silent), "status", "spam",
                       "ticket-fields-are-unchanged"),
        faults.turned("the newest is first", ticket_id(long), [comment_id(long, m) for m in long.messages]),
    ]
