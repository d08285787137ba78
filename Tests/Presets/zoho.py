"""Zoho Desk: tickets, threads and comments ticket by ticket, contacts, agents, accounts.

Traps: ids of 18 digits as texts, threads and comments of one ticket in two lists, internal comments, private threads,
drafts, two contacts of one address, an agent who is a contact, contacts without a first name or an address, plain text.
"""

from __future__ import annotations

import faults
from expected import instant, number_of
from made_up import Case, Message, Person, World
from sample import Sample, merged
from server import offset, single

HOST = "https://desk.zoho.com"
FOLDER = "exports/zoho"


def sample(traps: bool = True) -> Sample:
    """A desk of some 200 records; without traps another one."""
    world = World(seed=1505 if traps else 1506, customers=16, cases=14)
    desk = Sample(HOST, scheme="Zoho-oauthtoken", headers={"orgId": "2389290"})
    desk.edits = [('headers: &org {orgId: "ORGANIZATION"}', 'headers: &org {orgId: "2389290"}')]
    again = world.person(email=world.customers[1].email.title())
    agent_too = world.person(email=world.agents[0].email)
    plain = world.person(email=None)
    plain.first = ""
    world.customers += [again, agent_too, plain]
    world.cases += [world.case(requester=person) for person in (again, agent_too, plain)]
    drafted = world.case()
    draft = world.say(drafted, world.agents[0])
    busy = world.case()
    for _ in range(101):
        world.say(busy, world.agents[1], public=False, files=0)
    world.cases += [drafted, busy]
    # Notes are comments; of what is public, an agent writes a part as comments too.
    notes = {message for case in world.cases for message in case.messages[1:]
             if not message.is_public or (message.author.role == "agent" and message.number % 4 == 0)}
    notes -= {draft}
    private = next(message for case in world.cases for message in case.messages if message in notes
                   and not message.is_public)
    notes.remove(private)

    accounts = [{"id": text_id(7_000 + number), "accountName": f"Compañía {number}", "email": None, "website": None,
                 "phone": None, "createdTime": "2020-01-01T00:00:00.000Z"} for number in range(3)]
    contacts = [{"id": text_id(person.number), "firstName": person.first or None, "lastName": person.last, "email":
                 person.email, "secondaryEmail": None, "phone": None, "type": None, "accountId": accounts[
                     person.number % 3]["id"] if person.number % 2 else None, "createdTime":
                 "2020-01-01T00:00:00.000Z"} for person in world.customers]
    agents = [{"id": text_id(person.number), "firstName": person.first, "lastName": person.last, "name": person.name,
               "emailId": person.email, "status": "ACTIVE", "roleId": text_id(1), "zuid": str(person.number),
               "isConfirmed": True} for person in world.agents]
    tickets = [ticket(case) for case in world.cases]
    for name, rows in {"tickets": tickets, "contacts": contacts, "agents": agents, "accounts": accounts}.items():
        desk.serve(name, f"/api/v1/{name}", f"{FOLDER}/{name}", rows, 100, offset(rows, "from"))

    kept = merged([(user_id(person), person.email) for person in [*world.agents, *world.customers]])
    for case, record in zip(world.cases, tickets):
        threads = [(message, thread(message, message in (private,), message is draft))
                   for message in case.messages if message not in notes]
        comments = [(message, comment(message)) for message in case.messages if message in notes]
        newest = [row for _, row in threads[::-1]]
        rows = [row for _, row in comments]
        path = f"/api/v1/tickets/{record['id']}"
        desk.serve_each("comments", f"{path}/comments", f"{FOLDER}/comments", record["id"], rows, 100, offset(rows, "from"))
        listed = [{"id": row["id"], "summary": "…"} for row in newest]
        desk.serve_each("thread_list", f"{path}/threads", f"{FOLDER}/thread_list", record["id"], listed, 100,
                        offset(listed, "from"))
        for row in newest:
            desk.serve_one("threads", f"{path}/threads/{row['id']}", f"{FOLDER}/threads", f"{record['id']},{row['id']}", row,
                           single(row, indent=2))
        expect_case(desk, case, record, [*threads, *comments], kept, draft)
    for record in accounts:
        desk.expected.add("organizations", {"id": number_of("accounts", record["id"]), "name": record["accountName"]})
    for person, record in zip([*world.agents, *world.customers], [*agents, *contacts]):
        number = user_id(person)
        account = record.get("accountId")
        if kept[number] == number:
            desk.expected.add("users", {
                "id": number, "name": person.name.strip(), "email": person.email, "role": "agent" if
                person.role == "agent" else "end-user", "organization_id":
                number_of("accounts", account) if account else None})
        desk.stands("user", kept[number], record)
    desk.faults = plan_faults(world, again, agent_too, private, notes, drafted) if traps else []
    return desk


def text_id(number: int) -> str:
    """An id of 18 digits, more than a JavaScript number holds."""
    return str(181_298_000_000_135_001 + number * 10)


def user_id(person: Person) -> int:
    """The number that a person's id gets."""
    return number_of("people", text_id(person.number))


def ticket_id(case: Case) -> int:
    """The number that a ticket's id gets."""
    return number_of("tickets", text_id(case.number))


def comment_id(message: Message) -> int:
    """The number that a thread's or a comment's id gets."""
    return number_of("comments", text_id(message.number))


def stamp(message_or_case: Message | Case) -> str:
    """A time as the API has it."""
    return message_or_case.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def ticket(case: Case) -> dict:
    """A ticket of the list."""
    return {"id": text_id(case.number), "ticketNumber": str(case.number), "layoutId": text_id(2), "email":
            case.requester.email, "phone": None, "subject": case.subject, "status": case.status.title(), "statusType":
            "Open", "createdTime": stamp(case), "category": None, "language": None, "priority": None, "channel":
            "Email", "dueDate": None, "responseDueDate": None, "commentCount": "0", "threadCount": "1", "closedTime":
            None, "contactId": text_id(case.requester.number), "accountId": None, "departmentId": text_id(3), "isSpam":
            False, "assigneeId": text_id(case.assignee.number) if case.assignee else None, "webUrl": "", "cf": {}}


def files(message: Message) -> list[dict]:
    """The files of a thread or a comment."""
    return [{"id": text_id(message.number * 100 + place), "name": name, "size": "12", "href": "https://desk.example/1"}
            for place, name in enumerate(message.files)]


def writer(person: Person) -> dict:
    """Whoever wrote."""
    return {"id": text_id(person.number), "type": "AGENT" if person.role == "agent" else "END_USER", "name":
            person.name, "firstName": person.first, "lastName": person.last, "email": person.email, "photoURL": None}


def thread(message: Message, is_private: bool, is_draft: bool) -> dict:
    """A thread with its whole text, as it is got alone; without its ticket."""
    return {"id": text_id(message.number), "channel": "EMAIL", "direction": "in" if message.author.role == "customer"
            else "out", "isDescriptionThread": False, "canReply": True, "hasAttach": bool(message.files),
            "attachmentCount": str(len(message.files)), "contentType": "text/html", "content": message.body,
            "summary": "…", "isContentTruncated": False, "fullContentURL": None, "author": writer(message.author),
            "visibility": "private" if is_private else "public", "status": "DRAFT" if is_draft else "SUCCESS",
            "createdTime": stamp(message), "attachments": files(message), "to": "", "cc": "", "bcc": ""}


def comment(message: Message) -> dict:
    """A comment of the list of a ticket's comments."""
    return {"id": text_id(message.number), "content": message.body, "contentType": "html", "isPublic":
            message.is_public, "commentedTime": stamp(message), "modifiedTime": None, "commenterId":
            text_id(message.author.number), "commenter": writer(message.author), "attachments": files(message)}


def expect_case(desk: Sample, case: Case, record: dict, rows: list[tuple[Message, dict]], kept: dict[int, int],
                draft: Message) -> None:
    """A ticket, its threads and its comments, without drafts."""
    number = desk.expected.add("tickets", {
        "id": ticket_id(case), "created_at": instant(case.at), "requester_id": kept[user_id(case.requester)],
        "subject": case.subject, "number": str(case.number), "status": case.status.title(), "priority": None,
        "assignee_id": kept[user_id(case.assignee)] if case.assignee else None, "organization_id": None})
    desk.stands("ticket", number, record)
    for message, row in rows:
        if message is draft:
            continue
        number = desk.expected.add("comments", {
            "id": comment_id(message), "ticket_id": ticket_id(case), "author_id": kept[user_id(message.author)],
            "public": message.is_public, "created_at": instant(message.at), "html_body": message.body,
            "attachments": row["attachments"]})
        desk.stands("comment", number, row)


def plan_faults(world: World, again: Person, agent_too: Person, private: Message, notes: set[Message],
                drafted: Case) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    note = min((message for message in notes if not message.is_public), key=lambda message: message.number)
    public = min((message for message in notes if message.is_public), key=lambda message: message.number)
    of_again = next(case for case in world.cases if case.requester is again)
    of_agent = next(case for case in world.cases if case.requester is agent_too)
    written = [comment_id(message) for message in of_agent.messages if message.author is agent_too]
    rounded = int(float(text_id(drafted.number)))
    return [
        faults.lost_comments("the comments are lost, the threads are there", [
            comment_id(message) for message in sorted(notes, key=lambda message: message.number)]),
        faults.changed("a private thread is public", "comment", comment_id(private), "public", True,
                       "public-flags-are-unchanged"),
        faults.changed("an internal comment is public", "comment", comment_id(note), "public", True,
                       "public-flags-are-unchanged"),
        faults.changed("a public comment is internal", "comment", comment_id(public), "public", False,
                       "public-flags-are-unchanged"),
        faults.renumbered("a ticket's id was rounded", ticket_id(drafted), rounded),
        faults.parted("an agent who is a contact is two", user_id(world.agents[0]), {"id": user_id(agent_too)},
                      written),
        faults.changed("a ticket is somebody's of the same name", "ticket", ticket_id(of_again), "requester_id",
                       user_id(world.customers[2]), "tickets-have-the-expected-requester"),
        faults.shifted("a time was read in another zone", comment_id(of_again.messages[0]), 5.5),
    ]
