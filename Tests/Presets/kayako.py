"""Kayako: cases, the posts of each case, users, organizations.

Traps: the list of posts is of all sorts (messages, notes, activities, side conversations), the newest first, and does
not say whose case it is; several addresses of one user, of which one is the primary; disabled users; users without an
address; cases in the trash; offsets from UTC in times.
"""

from __future__ import annotations

from datetime import timedelta, timezone

import faults
from expected import instant
from made_up import Case, Message, Person, World
from sample import Sample
from server import offset

HOST = "https://SUBDOMAIN.kayako.com"
FOLDER = "exports/kayako"
ZONE = timezone(timedelta(hours=5))


def sample(traps: bool = True) -> Sample:
    """A desk of some 200 records; without traps everybody has an address."""
    world = World(seed=1606, customers=16, cases=14)
    desk = Sample(HOST, user="admin@desk.example")
    disabled, tweeting = world.person(), world.person(email=None if traps else "")
    disabled.is_deleted = True
    world.customers += [disabled, tweeting]
    trashed, aside = world.case(), world.case()
    trashed.status = "trash"
    for _ in range(102):
        world.say(aside, world.draw.choice([aside.requester, world.agents[0]]))
    side = world.say(aside, world.agents[1], public=False)
    world.say(aside, world.agents[1], body=None, files=1)
    world.cases += [world.case(requester=disabled), world.case(requester=tweeting), aside, trashed]

    organizations = [{"id": number + 1, "name": f"Spółka {number}", "legacy_id": None, "is_shared": False, "domains":
                      [], "created_at": "2020-01-01T00:00:00+05:00", "resource_type": "organization"}
                     for number in range(3)]
    users = [user(person) for person in [*world.agents, *world.customers]]
    cases = [case_record(case) for case in world.cases]
    for name, rows in {"cases": cases, "users": users, "organizations": organizations}.items():
        desk.serve(name, f"/api/v1/{name}.json", f"{FOLDER}/{name}", rows, 100,
                   offset(rows, "offset", status=200, total_count=len(rows)))
    for case, record in zip(world.cases, cases):
        if case.status == "trash":
            continue
        posts = [post(case, message, message is side) for message in case.messages]
        activity = {**posts[0], "id": 90_000 + case.number, "contents": "closed the conversation", "original":
                    {"id": 1, "resource_type": "activity"}, "attachments": []}
        rows = [activity, *posts[::-1]]
        desk.serve_each("posts", f"/api/v1/cases/{record['id']}/posts.json", f"{FOLDER}/posts", record["id"], rows, 100,
                        offset(rows, "offset", status=200, total_count=len(rows)))
        expect_case(desk, case, record, posts)
    for record in organizations:
        desk.expected.add("organizations", {"id": record["id"], "name": record["name"]})
    for person, record in zip([*world.agents, *world.customers], users):
        number = desk.expected.add("users", {
            "id": person.number, "name": person.name, "email": person.email, "role": record["role"]["type"],
            "enabled": record["is_enabled"], "organization_id":
            record["organization"]["id"] if record["organization"] else None})
        desk.stands("user", number, record)
    desk.faults = plan_faults(world, aside, side, disabled) if traps else []
    return desk


def ticket_id(case: Case) -> int:
    """Cases have small numbers."""
    return case.number


def stamp(item: Message | Case) -> str:
    """A time with the desk's offset."""
    return item.at.astimezone(ZONE).isoformat()


def emails(person: Person) -> list[dict]:
    """A user's addresses; the primary one is not the first."""
    if person.email is None:
        return []
    other = {"id": person.number * 2, "is_primary": False, "email": f"other.{person.number}@mail.example",
             "is_validated": False, "resource_type": "identity_email"}
    return [other] * (person.number % 2) + [{**other, "id": person.number * 2 + 1, "is_primary": True,
                                             "email": person.email}]


def user(person: Person) -> dict:
    """A user of the list, with roles, addresses and organizations included."""
    kind = "AGENT" if person.role == "agent" else "CUSTOMER"
    return {"id": person.number, "uuid": f"u{person.number}", "full_name": person.name, "legacy_id": None,
            "designation": None, "is_enabled": not person.is_deleted, "role": {"id": 4, "title": kind.title(), "type":
            kind, "resource_type": "role"}, "organization": {"id": person.number % 3 + 1, "resource_type":
            "organization"} if person.number % 2 else None, "emails": emails(person), "phones": [], "created_at":
            "2020-01-01T00:00:00+05:00", "resource_type": "user"}


def reference(person: Person) -> dict:
    """Somebody as cases and posts name them."""
    return {"id": person.number, "resource_type": "user"}


def case_record(case: Case) -> dict:
    """A case of the list."""
    return {"id": ticket_id(case), "legacy_id": None, "subject": case.subject, "portal": "API", "source_channel":
            {"type": "MAIL", "resource_type": "channel"}, "requester": reference(case.requester), "creator":
            reference(case.messages[0].author), "assigned_agent": reference(case.assignee) if case.assignee else None,
            "status": {"id": 1, "label": case.status.title(), "type": "OPEN", "resource_type": "case_status"},
            "state": "TRASH" if case.status == "trash" else "ACTIVE", "post_count": len(case.messages), "has_notes":
            True, "is_merged": False, "tags": [{"id": place, "name": tag, "resource_type": "tag"} for place, tag in
                                               enumerate(case.tags)], "custom_fields": [], "created_at": stamp(case),
            "updated_at": stamp(case.messages[-1]), "resource_type": "case"}


def post(case: Case, message: Message, is_aside: bool) -> dict:
    """A post of the list of a case's posts: without its case."""
    kind = "side_conversation" if is_aside else "case_message" if message.is_public else "note"
    return {"id": 700_000 + message.number, "uuid": f"p{message.number}", "client_id": None, "subject": case.subject,
            "contents": message.body, "creator": reference(message.author), "source_channel": {"type": "MAIL"},
            "is_requester": message.author is case.requester, "attachments": [
                {"id": message.number * 10 + place, "name": name, "size": 12, "resource_type": "attachment"}
                for place, name in enumerate(message.files)], "download_all": None, "original":
            {"id": message.number, "resource_type": kind}, "created_at": stamp(message), "updated_at": stamp(message),
            "resource_type": "post"}


def comment_id(message: Message) -> int:
    """A post's id."""
    return 700_000 + message.number


def expect_case(desk: Sample, case: Case, record: dict, posts: list[dict]) -> None:
    """A ticket and everything in it that somebody wrote."""
    number = desk.expected.add("tickets", {
        "id": ticket_id(case), "created_at": instant(case.at), "requester_id": case.requester.number, "subject":
        case.subject, "status": case.status.title(), "tags": record["tags"], "assignee_id":
        case.assignee.number if case.assignee else None})
    desk.stands("ticket", number, record)
    for message, row in zip(case.messages, posts):
        number = desk.expected.add("comments", {
            "id": comment_id(message), "ticket_id": ticket_id(case), "author_id": message.author.number, "public":
            message.is_public, "created_at": instant(message.at), "html_body": message.body or "", "attachments":
            row["attachments"]})
        desk.stands("comment", number, row)


def plan_faults(world: World, aside: Case, side: Message, disabled: Person) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    note = next(message for case in world.cases for message in case.messages
                if not message.is_public and message is not side and case.status != "trash")
    of_disabled = next(case for case in world.cases if case.requester is disabled)
    several = next(person for person in world.customers if person.number % 2 and person.email)
    return [
        faults.changed("a note is public", "comment", comment_id(note), "public", True, "public-flags-are-unchanged"),
        faults.changed("a side conversation is public", "comment", comment_id(side), "public", True,
                       "public-flags-are-unchanged"),
        faults.lost_comments("a post of files alone is lost", [comment_id(aside.messages[-1])]),
        faults.lost_user("a disabled user is lost", disabled.number),
        faults.lost_ticket("a disabled user's case is lost", ticket_id(of_disabled)),
        faults.changed("an address that is not the primary one", "user", several.number, "email",
                       f"other.{several.number}@mail.example", "emails-are-unchanged"),
        faults.shifted("the offset was left out", comment_id(aside.messages[0]), 5),
        faults.moved("a post is in another case", comment_id(side), ticket_id(of_disabled)),
    ]
